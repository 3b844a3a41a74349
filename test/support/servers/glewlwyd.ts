import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'sqlite';
import { Browser } from '../browser.ts';
import type { Page } from '../browser.ts';
import { run } from './process.ts';
import { client, person } from './real-server.ts';
import type { RealServer, WalkOptions } from './real-server.ts';
import { freePort } from '../ports.ts';

export interface GlewlwydOptions {
  redirectUris: readonly string[];
  /** `always`, the default: a refresh token is good for one use, and using it again ends the chain. */
  rotation?: 'always' | 'never';
  /** Seconds; default 3600. */
  accessTokenTtl?: number;
}

const binary = '/usr/bin/glewlwyd';
const tables = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const scopes = ['openid', 'profile', 'email', 'offline_access', 'api'];

/** What is missing on this machine to start it; undefined when nothing is. */
export function glewlwydMissing(): string | undefined {
  return existsSync(binary) && existsSync(tables) ? undefined : 'Glewlwyd';
}

/**
 * Debian's Glewlwyd: PAR, DPoP, device flow, introspection. Its pages need scripts, so that signing in and consent go
 * through the API behind them.
 */
export async function startGlewlwyd(options: GlewlwydOptions): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-glewlwyd-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  await mkdir(join(folder, 'webapp'));
  const database = new Sqlite(join(folder, 'glewlwyd.db'));
  database.exec(await readFile(tables, 'utf8'));
  database.close();
  await writeFile(join(folder, 'glewlwyd.conf'), configuration(folder, port, origin));

  const remove = () => rm(folder, { recursive: true, force: true });
  const server = await run({
    file: binary,
    args: [`--config-file=${join(folder, 'glewlwyd.conf')}`],
    cwd: folder,
    ready: `${origin}/config`,
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const close = async () => {
    await server.stop();
    await remove();
  };
  await furnish(origin, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const issuer = `${origin}/api/oidc`;
  return {
    issuer,
    endpoints: {
      authorization: `${issuer}/auth`,
      token: `${issuer}/token`,
      userinfo: `${issuer}/userinfo`,
      revocation: `${issuer}/revoke`,
      introspection: `${issuer}/introspect`,
      deviceAuthorization: `${issuer}/device_authorization`,
    },
    client,
    person,
    walkLogin: (browser, url, walk) => walkLogin(origin, browser, url, walk),
    log: server.log,
    close,
  };
}

function configuration(folder: string, port: number, origin: string): string {
  const modules = {
    user: 'user',
    user_middleware: 'user_middleware',
    client: 'client',
    user_auth_scheme: 'scheme',
    plugin: 'plugin',
  };
  return [
    `port=${port}`,
    'bind_address="127.0.0.1"',
    `external_url="${origin}"`,
    'login_url="login.html"',
    'api_prefix="api"',
    `static_files_path="${join(folder, 'webapp')}/"`,
    'log_mode="console"',
    'log_level="WARNING"',
    'cookie_domain="127.0.0.1"',
    'cookie_secure=0',
    'session_key="GLEWLWYD2_SESSION_ID"',
    'session_expiration=86400',
    'admin_scope="g_admin"',
    'profile_scope="g_profile"',
    ...Object.entries(modules).map(([name, directory]) => `${name}_module_path="/usr/lib/glewlwyd/${directory}"`),
    'hash_algorithm="SHA512"',
    `database = { type = "sqlite3"; path = "${join(folder, 'glewlwyd.db')}"; };`,
    '',
  ].join('\n');
}

/** Scopes, the OpenID Connect plugin, the client and the person, by the API of its administration. */
async function furnish(origin: string, options: GlewlwydOptions): Promise<void> {
  const admin = new Browser();
  const create = async (path: string, data: unknown): Promise<void> => {
    const { status, page } = await admin.json(`${origin}/api${path}`, { data });
    if (status >= 300) throw new Error(`Glewlwyd: ${path} answered ${status} ${page.body}`);
  };
  await create('/auth/', { username: 'admin', password: 'password' });
  for (const name of scopes.filter((scope) => scope !== 'openid')) {
    const words = { name, display_name: name, description: name };
    await create('/scope/', { ...words, password_required: true, password_max_age: 0, scheme: {} });
  }
  await create('/mod/plugin/', plugin(origin, options));
  await create('/client/', {
    client_id: client.id,
    client_secret: client.secret,
    name: client.id,
    enabled: true,
    confidential: true,
    token_endpoint_auth_method: ['client_secret_basic', 'client_secret_post'],
    redirect_uri: options.redirectUris,
    authorization_type: ['code', 'refresh_token', 'client_credentials', 'device_authorization'],
    scope: ['api'],
  });
  const { login: username, password, name, email } = person;
  await create('/user/', { username, password, name, email, enabled: true, scope: [...scopes, 'g_profile'] });
}

function plugin(origin: string, { rotation = 'always', accessTokenTtl = 3600 }: GlewlwydOptions): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = 'oidc';
  return {
    module: 'oidc',
    name,
    display_name: name,
    enabled: true,
    parameters: {
      iss: `${origin}/api/${name}`,
      'jwt-type': 'rsa',
      'jwt-key-size': '256',
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: publicKey.export({ type: 'spki', format: 'pem' }),
      'jwks-show': true,
      'access-token-duration': accessTokenTtl,
      'refresh-token-duration': 14 * 24 * 3600,
      'code-duration': 600,
      'refresh-token-rolling': true,
      'refresh-token-one-use': rotation,
      'allow-non-oidc': true,
      'auth-type-code-enabled': true,
      'auth-type-code-revoke-replayed': true,
      'auth-type-token-enabled': false,
      'auth-type-implicit-enabled': false,
      'auth-type-none-enabled': false,
      'auth-type-password-enabled': false,
      'auth-type-client-enabled': true,
      'auth-type-device-enabled': true,
      'auth-type-refresh-enabled': true,
      'pkce-allowed': true,
      'pkce-method-plain-allowed': false,
      'introspection-revocation-allowed': true,
      'introspection-revocation-allow-target-client': true,
      'device-authorization-expiration': 600,
      'device-authorization-interval': 1,
      'oauth-par-allowed': true,
      'oauth-par-required': false,
      'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
      'oauth-par-duration': 90,
      'oauth-dpop-allowed': true,
      'oauth-dpop-iat-duration': 600,
      'oauth-as-iss-id': true,
      'subject-type': 'public',
      'name-claim': 'mandatory',
      'name-claim-scope': ['profile'],
      'email-claim': 'mandatory',
      'email-claim-scope': ['email'],
      'scope-claim': 'on-demand',
    },
  };
}

async function walkLogin(origin: string, browser: Browser, url: string, options: WalkOptions): Promise<Page> {
  const { stopBefore, consents = true } = options;
  if (!consents) throw new Error('Glewlwyd knows no refusal: a person who allows nothing stays on its page');
  const send = async (path: string, method: string, data: unknown): Promise<void> => {
    const { status, page } = await browser.json(`${origin}/api${path}`, { method, data });
    if (status >= 300) throw new Error(`Glewlwyd: ${path} answered ${status} ${page.body}`);
  };
  const page = await browser.follow(url, { stopBefore });
  const shown = new URL(page.location ?? page.url);
  const onwards = shown.searchParams.get('callback_url');
  if (shown.href.startsWith(stopBefore) || onwards === null) return page;

  await send('/auth/', 'POST', { username: person.login, password: person.password });
  const asked = (shown.searchParams.get('scope') ?? '').split(/[ ,]/);
  const allowed = asked.filter((scope) => options.scopes?.includes(scope) ?? true);
  await send(`/auth/grant/${client.id}`, 'PUT', { scope: allowed.join(' ') });
  const next = new URL(onwards);
  next.searchParams.set('g_continue', '');
  return browser.follow(next.href, { stopBefore });
}
