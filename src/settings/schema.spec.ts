import { describe, expect, it } from '@jest/globals';
import { common } from './schema.ts';
import { provider } from './schema/provider.ts';

const HEX = '00ff'.repeat(16);
const KEY = Buffer.from(HEX, 'hex');

function parse(name: string, value: unknown): unknown {
  const schema = name in common.shape ? common : provider;
  const result = schema.safeParse({ [name]: value });
  const values: Readonly<Record<string, unknown>> | undefined = result.data;
  if (values) return values[name];
  return result.error?.issues.map(({ message }) => message).join('; ');
}

describe('a value that is right', () => {
  it.each<[string, unknown, unknown]>([
    ['HOST', '::1', '::1'],
    ['HOST', '[::1]', '::1'],
    ['HOST', 'node-1.cluster.local', 'node-1.cluster.local'],
    ['PORT', '8080', 8080],
    ['PORT', 8080, 8080],
    ['BASE_URL', 'https://Tokens.example.org:443/store//', 'https://tokens.example.org/store'],
    ['BASE_URL', 'http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
    ['TRUST_PROXY', '10.0.0.0/8, fd00::/8,127.0.0.1', ['10.0.0.0/8', 'fd00::/8', '127.0.0.1']],
    ['CORS_ORIGINS', 'https://a.example/,*', ['https://a.example', '*']],
    ['CORS_ORIGINS', ['HTTPS://A.example:8443'], ['https://a.example:8443']],
    ['RETURN_URLS', 'https://a.example,https://b.example/app/', ['https://a.example', 'https://b.example/app']],
    ['RETURN_URLS', [], []],
    ['SHUTDOWN_TIMEOUT', '0', 0],
    ['SESSION_LIFETIME', '90s', 90_000],
    ['SESSION_LIFETIME', '15m', 900_000],
    ['SESSION_LIFETIME', '12h', 43_200_000],
    ['SESSION_LIFETIME', '30d', 2_592_000_000],
    ['SESSION_LIFETIME', 3600, 3_600_000],
    ['DATABASE_MIGRATE', 'No', false],
    ['DATABASE_MIGRATE', 'on', true],
    ['DATABASE_MIGRATE', false, false],
    ['DATABASE_URL', 'sqlite:///x.db', 'sqlite:///x.db'],
    ['DATABASE_URL', 'sqlite:////var/x.db', 'sqlite:////var/x.db'],
    ['DATABASE_URL', 'sqlite://', 'sqlite://:memory:'],
    ['DATABASE_URL', 'sqlite:///:memory:', 'sqlite://:memory:'],
    ['DATABASE_URL', 'postgres://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'],
    ['DATABASE_URL', 'postgresql+psycopg2://u@h/d?sslmode=require', 'postgresql://u@h/d?sslmode=require'],
    ['CRYPTOKEY', HEX, [KEY]],
    ['CRYPTOKEY', KEY.toString('base64'), [KEY]],
    ['CRYPTOKEY', KEY.toString('base64url'), [KEY]],
    ['CRYPTOKEY', `${KEY.toString('base64url')}=`, [KEY]],
    ['CRYPTOKEY', 'an old key of exactly 32 letters', [Buffer.from('an old key of exactly 32 letters')]],
    ['CRYPTOKEY', 'ü'.repeat(16), [Buffer.from('ü'.repeat(16))]],
    ['CRYPTOKEY', `${HEX}, ${HEX.toUpperCase()}`, [KEY, KEY]],
    ['SECRET_KEY', ['sixteen letters!', 'and, one with a comma'], ['sixteen letters!', 'and, one with a comma']],
    ['OIDC_DISCOVERY_URL', 'https://idp.example/', 'https://idp.example/'],
    ['OIDC_SCOPE', 'openid  email', 'openid email'],
    ['OIDC_SCOPE', ['openid', 'email'], 'openid email'],
    ['OIDC_ROLES_CLAIM', 'roles,realm_access.roles', ['roles', 'realm_access.roles']],
    ['TOKEN_PROVIDERS', ' b , a-1,', ['b', 'a-1']],
    ['CLIENT_SECRET', 'a,b, c', 'a,b, c'],
    ['MD_NAME', undefined, null],
    ['AUTHORIZE_PARAMS', 'access_type=offline&hint=a%26b', { access_type: 'offline', hint: 'a&b' }],
    ['AUTHORIZE_PARAMS', { prompt: 'consent' }, { prompt: 'consent' }],
    ['REUSE_WINDOW', undefined, 0],
    ['IDLE_LIMIT', undefined, undefined],
  ])('%s = %j', (name, given, expected) => {
    const value = parse(name, given);
    // A Buffer and a Uint8Array of the same bytes are one to us.
    expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
  });
});

describe('a value that is wrong', () => {
  it.each<[string, unknown, RegExp]>([
    ['HOST', 'http://localhost', /not a host name/],
    ['HOST', '127.0.0', /not a host name/],
    ['HOST', 'fe80::1%eth0', /not a host name/],
    ['HOST', 'a.0x', /not a host name/],
    ['PORT', '0', /not a port \(1–65535\)/],
    ['PORT', '65536', /not a port/],
    ['PORT', 80.5, /not a port/],
    ['PORT', '1e3', /not a port/],
    ['PORT', true, /not a port/],
    ['BASE_URL', 'tokens.example.org', /not an http\(s\) URL/],
    ['BASE_URL', 'ftp://tokens.example.org', /not an http\(s\) URL/],
    ['BASE_URL', 'https:/tokens.example.org', /not an http\(s\) URL/],
    ['BASE_URL', 'https:\\\\tokens.example.org', /not an http\(s\) URL/],
    ['BASE_URL', 'https://a.example/?x=1', /query/],
    ['BASE_URL', 'https://a.example/#x', /fragment/],
    ['BASE_URL', 'https://user:password@a.example', /user name/],
    ['BASE_URL', 'https://@a.example', /user name/],
    ['TRUST_PROXY', '2', /bare number/],
    ['TRUST_PROXY', 2, /must be a list/],
    ['TRUST_PROXY', 'true', /trust everybody/],
    ['TRUST_PROXY', '10.0.0.0/33', /not an address or a CIDR/],
    ['TRUST_PROXY', '10.0.0.0/8/8', /not an address or a CIDR/],
    ['TRUST_PROXY', 'proxy.example', /not an address or a CIDR/],
    ['CORS_ORIGINS', 'https://a.example/app', /not an origin: leave out the path/],
    ['CORS_ORIGINS', 'https://*.example', /not an origin/],
    ['SHUTDOWN_TIMEOUT', '2d', /not a duration.*0s to 1d/],
    ['SESSION_LIFETIME', '0', /not a duration/],
    ['SESSION_LIFETIME', '1.5h', /not a duration/],
    ['SESSION_LIFETIME', '12 hours', /not a duration/],
    ['SESSION_LIFETIME', '-1', /not a duration/],
    ['SESSION_LIFETIME', '40000d', /not a duration/],
    ['LOG_LEVEL', 'loud', /not one of trace, debug, info, warn, error, silent/],
    ['DATABASE_MIGRATE', 'maybe', /not true or false/],
    ['DATABASE_URL', 'mysql://h/d', /not sqlite:/],
    ['DATABASE_URL', 'sqlite:///', /not sqlite:/],
    ['DATABASE_URL', 'postgresql://u:p/w@h/d#', /percent-encoded/],
    ['DATABASE_SCHEMA', 'pg_catalog', /not the name of a schema/],
    ['DATABASE_SCHEMA', 'a"b', /not the name of a schema/],
    ['DATABASE_POOL_SIZE', '0', /not a number of connections/],
    ['CRYPTOKEY', 'short', /not a key of 32 bytes.*openssl rand -hex 32/],
    ['CRYPTOKEY', HEX.slice(2), /not a key/],
    ['CRYPTOKEY', KEY.toString('base64').slice(4), /not a key/],
    ['CRYPTOKEY', ',', /empty list/],
    ['SECRET_KEY', 'fifteen letters', /shorter than 16/],
    ['SESSION_TYPE', 'redis', /not one of database, memory/],
    ['SESSION_COOKIE_NAME', 'a;b', /not the name of a cookie/],
    ['SESSION_COOKIE_NAME', '__Host-tokenstore', /not the name of a cookie/],
    ['OIDC_SCOPE', ' ', /not a list of scopes/],
    ['OIDC_USER_ID_CLAIM', 'sub,email', /one claim/],
    ['TOKEN_PROVIDERS', '1a', /not an id of a provider/],
    ['CLIENT_ID', 5, /must be text/],
    ['CLIENT_AUTH', 'mtls', /not one of basic, post, none/],
    ['MD_URL', 'javascript:alert(1)', /not an http\(s\) URL/],
    ['AUTHORIZE_PARAMS', 'state=x', /must not set `state`/],
    ['AUTHORIZE_PARAMS', 'a=1&a=2', /sets `a` twice/],
    ['AUTHORIZE_PARAMS', '=x', /not a list of parameters/],
    ['AUTHORIZE_PARAMS', { a: 1 }, /not a list of parameters/],
    ['REFRESH_PARAMS', { refresh_token: 'x' }, /must not set `refresh_token`/],
    ['DEAD_ERRORS', 'not an error', /not an OAuth error code/],
  ])('%s = %j', (name, given, message) => {
    expect(parse(name, given)).toEqual(expect.stringMatching(message));
  });
});
