import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { importJWK, jwtVerify, type JWK } from 'jose';
import pg from 'pg';
import Sqlite from 'sqlite';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { SealingKey } from '../src/crypto/sealing-key.ts';
import { GrantVault } from '../src/grants/vault.ts';
import { sqlitePath } from '../src/settings/types/database-url.ts';

/**
 * The least that must be done to give a token: `node:http`, the caller's JWT checked, one indexed read, one decryption.
 * No routing, no audit, no problem documents. What the service is measured against.
 */

interface Row {
  user_id: string;
  id: string;
  access_token: string;
  token_type: string;
  scope: string;
  expires_at: number | string;
  now: number | string;
}

/** Settings come as JSON in the environment; see bench/stand.ts. */
interface Given {
  port: number;
  databaseUrl: string;
  issuer: string;
  key: JWK;
  cryptokey: string;
}

const PROVIDER = 'idp';

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Given;
const vault = new GrantVault(new KeyRing([new SealingKey(Buffer.from(given.cryptokey, 'hex'))]));
const key = await importJWK(given.key, 'RS256');
const read = reader(given.databaseUrl);

function reader(url: string): (subject: string) => Promise<Row | undefined> {
  const sql = (now: string): string =>
    `SELECT u.id AS user_id, g.id, t.access_token, t.token_type, t.scope, t.expires_at, ${now} AS now
     FROM users u JOIN grants g ON g.user_id = u.id AND g.provider = $2 AND g.is_default = true
       JOIN grant_tokens t ON t.grant_id = g.id AND t.variant = ''
     WHERE u.issuer = $3 AND u.subject = $1`;
  const path = sqlitePath(url);
  if (path !== undefined) {
    const statement = new Sqlite(path).prepare(sql("CAST(unixepoch('subsec') * 1000 AS INTEGER)"));
    return (subject) => Promise.resolve(statement.get({ 1: subject, 2: PROVIDER, 3: given.issuer }) as Row | undefined);
  }
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const text = sql('(extract(epoch FROM clock_timestamp()) * 1000)::bigint');
  return async (subject) => {
    const { rows } = await pool.query<Row>({ name: 'read', text, values: [subject, PROVIDER, given.issuer] });
    return rows[0];
  };
}

async function answer(authorization: string | undefined): Promise<string | undefined> {
  const { payload } = await jwtVerify(authorization?.slice(7) ?? '', key, {
    issuer: given.issuer,
    audience: 'tokenstore-api',
    algorithms: ['RS256'],
  });
  const row = await read(payload.sub ?? '');
  if (row === undefined) return undefined;
  const holder = { grantId: row.id, userId: row.user_id, provider: PROVIDER };
  return JSON.stringify({
    access_token: vault.openAccessToken(row.access_token, holder, ''),
    token_type: row.token_type,
    expires_in: Math.floor((Number(row.expires_at) - Number(row.now)) / 1000),
    expires_at: Math.floor(Number(row.expires_at) / 1000),
    scope: row.scope,
  });
}

createServer((request, response) => {
  answer(request.headers.authorization).then(
    (body) => response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body),
    () => response.writeHead(401).end(),
  );
}).listen(given.port, '127.0.0.1');
