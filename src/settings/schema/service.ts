import { z } from 'zod';
import { setting } from '../setting.ts';
import { addressRange, host, network } from '../types/address.ts';
import { duration, MILLISECONDS } from '../types/duration.ts';
import { rateOrOff } from '../types/rate.ts';
import { redisUrl } from '../types/redis-url.ts';
import { boolean, choice, list, path, text, wholeNumber } from '../types/text.ts';
import { originOrAny, urlPrefix } from '../types/url.ts';

const ONE_DAY = 86_400_000;

const retention = z
  .union([choice(['off']), duration({ minimum: ONE_DAY })], 'is neither off nor a duration of a day or more')
  .meta({ description: '`off`, duration', unit: MILLISECONDS });

/** The process: where it listens, whom it trusts, where it writes. */
export const service = z.object({
  HOST: setting(host, {
    default: '127.0.0.1',
    flag: 'host',
    doc: 'The address to listen on; `0.0.0.0` or `::` for all.',
  }),
  PORT: setting(wholeNumber('port', 1, 65_535), { default: 5000, flag: 'port', doc: 'The port to listen on.' }),
  WORKERS: setting(wholeNumber('number of processes', 1, 256), {
    default: 1,
    flag: 'workers',
    doc: 'Processes that share the port. One that dies is replaced; SIGHUP replaces them one after another.',
  }),
  BASE_URL: setting(urlPrefix, {
    otherwise: 'from `HOST` and `PORT`',
    doc:
      'The public URL, path prefix included (`https://tokens.example.org/store`). Redirect URIs and links are built ' +
      'from it; cookies are `Secure` when it is https.',
  }),
  TRUST_PROXY: setting(list('list of addresses and CIDRs', addressRange), {
    default: [],
    doc: 'Proxies whose `X-Forwarded-*` headers count.',
  }),
  INSTANCE_PATH: setting(path, {
    default: './instance',
    path: true,
    flag: 'instance-path',
    doc: 'Directory for what a single machine keeps: SQLite file, spool, generated keys (mode 0700).',
  }),
  CORS_ORIGINS: setting(list('list of origins', originOrAny), {
    default: [],
    doc: 'Exact origins that may call with credentials. `*` is any origin, never with credentials.',
  }),
  RETURN_URLS: setting(list('list of origins and URL prefixes', urlPrefix), {
    otherwise: 'own origin and the exact `CORS_ORIGINS`',
    doc: 'Where a `return_url` may lead to: an origin covers all its paths, a URL those below it.',
  }),
  REFRESH: setting(boolean, {
    default: true,
    doc: '`off`: serve what is stored, and never spend a refresh token.',
  }),
  AUDIT_RETENTION: setting(retention, {
    default: '400d',
    doc: 'How long the audit is kept in the database; `off`: for ever.',
  }),
  REDIS_URL: setting(redisUrl, {
    secret: 'password',
    doc: 'A Redis in which replicas count calls together; without it each counts for itself. `redis://…` or `rediss://…`.',
  }),
  RATE_LIMIT: setting(rateOrOff, {
    default: '6000/1m',
    doc: 'Calls in a time, of each user and each client, whatever the credential.',
  }),
  RATE_LIMIT_ANONYMOUS: setting(rateOrOff, {
    default: '120/1m',
    doc:
      'The same of each address (IPv6 by /64): calls without a credential, and, counted apart, credentials that were ' +
      'refused. Also of each account name: passwords that were refused.',
  }),
  SHUTDOWN_TIMEOUT: setting(duration({ maximum: ONE_DAY }), {
    default: '20s',
    doc: 'How long requests and refreshes under way may take to finish when the service is stopped.',
  }),
  CA_CERTS: setting(path, {
    path: true,
    doc: 'PEM file of further certificate authorities for calls to identity providers and webhooks.',
  }),
  WEBHOOK_ALLOWED_NETWORKS: setting(list('list of addresses and CIDRs', network), {
    default: [],
    doc:
      'Networks that webhooks may lead to although they are not public: private, loopback and link-local addresses are ' +
      'refused else. Where they hold this machine, a webhook there may be `http`.',
  }),
  PLUGINS: setting(list('list of modules', text), {
    default: [],
    doc:
      'Modules that add versioned APIs of their own ([plugins](plugins.md)): paths that begin with `./`, `../` or `/`, ' +
      'or packages that are installed beside this one.',
  }),
  METRICS_TOKEN: setting(text, { secret: true, doc: 'Bearer that `/metrics` then demands.' }),
  LOG_LEVEL: setting(choice(['trace', 'debug', 'info', 'warn', 'error', 'silent']), {
    default: 'info',
    flag: 'debug',
    doc: 'The least severe messages that are logged.',
  }),
  LOG_FORMAT: setting(choice(['pretty', 'json']), {
    otherwise: '`pretty` on a terminal, else `json`',
    doc: 'Lines for people, or a JSON object a line.',
  }),
});
