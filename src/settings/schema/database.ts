import { z } from 'zod';
import { setting } from '../setting.ts';
import { databaseUrl } from '../types/database-url.ts';
import { duration } from '../types/duration.ts';
import { keys, longSecrets } from '../types/key.ts';
import { boolean, choice, pattern, wholeNumber } from '../types/text.ts';

/** What is kept: database, keys, sessions. */
export const database = z.object({
  DATABASE_URL: setting(databaseUrl, {
    otherwise: '`sqlite:///<INSTANCE_PATH>/tokenstore.db`',
    secret: 'password',
    flag: 'db',
    aliases: ['SQLALCHEMY_DATABASE_URI'],
    doc:
      '`sqlite:///relative/path`, `sqlite:////absolute/path`, `sqlite://:memory:`, or `postgresql://…` (also ' +
      '`postgres://`, `postgresql+psycopg2://`).',
  }),
  DATABASE_SCHEMA: setting(
    pattern(
      'identifier',
      /^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,62}$/,
      'is not the name of a schema (up to 63 letters, digits and _, without pg_ in front)',
    ),
    { default: 'public', doc: 'PostgreSQL schema; created when it is missing and that is permitted.' },
  ),
  DATABASE_POOL_SIZE: setting(wholeNumber('number of connections', 1, 1000), {
    default: 10,
    doc: 'PostgreSQL connections of a process.',
  }),
  DATABASE_MIGRATE: setting(boolean, {
    default: true,
    doc: 'Bring the tables up to date at start, one process at a time whatever the number of replicas.',
  }),
  CRYPTOKEY: setting(keys, {
    otherwise: 'generated into `INSTANCE_PATH` with SQLite; required with PostgreSQL',
    secret: true,
    doc:
      'Keys of 256 bits that seal what is stored: 64 hex digits (`openssl rand -hex 32`), base64 or base64url of 32 ' +
      'bytes, or 32 characters as they are (no comma among them); or wrapped by a key management service ' +
      '([kms.md](kms.md)): `vault:v1:…`, `aws-kms:…`. The first seals once every replica has it, all open.',
  }),
  SECRET_KEY: setting(longSecrets, {
    otherwise: 'derived from `CRYPTOKEY`',
    secret: true,
    doc: 'Texts of at least 16 characters that sign session cookies. The first signs, all verify.',
  }),
  SESSION_TYPE: setting(choice(['database', 'memory']), {
    default: 'database',
    doc: 'Where sessions are kept; `memory` is for a single process, and forgets them when it ends.',
  }),
  SESSION_LIFETIME: setting(duration({ minimum: 60_000 }), {
    default: '12h',
    doc: 'A session ends when it has been idle for so long.',
  }),
  SESSION_MAX_LIFETIME: setting(duration({ minimum: 60_000 }), {
    default: '7d',
    doc: 'A session ends when it is so old, idle or not.',
  }),
  SESSION_COOKIE_NAME: setting(
    pattern(
      'cookie name',
      /^(?!__(?:host|secure)-)[A-Za-z0-9!#$%&'*+.^_`|~-]+$/i,
      'is not the name of a cookie (without __Host- and __Secure-, which are added where they fit)',
    ),
    {
      default: 'tokenstore',
      doc: '`__Host-` is put in front on https at the root of a host, `__Secure-` under a path prefix.',
    },
  ),
  SESSION_COOKIE_PATH: setting(
    pattern(
      'path',
      /^\/(?:[^\s\\;?#/]+(?:\/[^\s\\;?#/]+)*)?$/,
      'is not a path (/ or /store, without a slash at the end)',
    ),
    {
      otherwise: 'the path of `BASE_URL`; `/` in another application',
      doc:
        'Below which path browsers show the session: `BASE_URL` lies there. Wider than that where pages beside the store ' +
        'ask who is signed in ([embedding](embedding.md)).',
    },
  ),
});
