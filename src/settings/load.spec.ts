import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsError, type Fault } from './fault.ts';
import { loadSettings } from './load.ts';

const HEX = '00ff'.repeat(16);

const THIS_FILE = fileURLToPath(import.meta.url);

const SIGN_IN = {
  TOKENSTORE_OIDC_DISCOVERY_URL: 'https://login.example',
  TOKENSTORE_OIDC_CLIENT_ID: 'store',
  TOKENSTORE_OIDC_CLIENT_SECRET: 'secret',
};

const IDP1 = {
  TOKENSTORE_TOKEN_PROVIDERS: 'idp1',
  TOKENSTORE_IDP1_DISCOVERY_URL: 'https://idp1.example',
  TOKENSTORE_IDP1_CLIENT_ID: 'one',
  TOKENSTORE_IDP1_CLIENT_SECRET: 'a,b',
};

const MINIMAL = { ...SIGN_IN, ...IDP1 };

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'settings-'));
});

afterAll(() => rm(cwd, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(cwd, name), content);
  return name;
}

function load(env: Record<string, string>, flags: Record<string, string> = {}) {
  return loadSettings({ env, flags, cwd });
}

async function faults(env: Record<string, string>, flags: Record<string, string> = {}): Promise<readonly Fault[]> {
  const error: unknown = await load(env, flags).catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error.faults;
  throw new Error('expected faults');
}

async function messages(env: Record<string, string>): Promise<string[]> {
  return (await faults(env)).map(({ message }) => message);
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('sources', () => {
  it('fills in defaults', async () => {
    const { settings, origins, warnings } = await load(MINIMAL);
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 5000,
      BASE_URL: 'http://127.0.0.1:5000',
      RETURN_URLS: ['http://127.0.0.1:5000'],
      INSTANCE_PATH: join(cwd, 'instance'),
      DATABASE_URL: `sqlite:///${join(cwd, 'instance/tokenstore.db')}`,
      CRYPTOKEY: undefined,
      LOG_FORMAT: undefined,
      SESSION_LIFETIME: 43_200_000,
      OIDC_AUDIENCE: ['store'],
    });
    expect(settings.providers).toEqual([
      expect.objectContaining({ id: 'idp1', CLIENT_ID: 'one', CLIENT_SECRET: 'a,b', MIN_TTL: 60_000 }),
    ]);
    expect(origins.get('PORT')).toBe('default');
    expect(origins.get('IDP1_CLIENT_ID')).toBe('environment TOKENSTORE_IDP1_CLIENT_ID');
    expect(warnings).toEqual([]);
  });

  it('lets the environment win over the file, and flags over both', async () => {
    const settingsFile = await file('order.json', '{ "HOST": "::1", "PORT": 1, "LOG_LEVEL": "warn" }');
    const env = { ...MINIMAL, TOKENSTORE_SETTINGS: settingsFile, TOKENSTORE_PORT: '2', TOKENSTORE_LOG_LEVEL: 'error' };
    const { settings, origins } = await load(env, { LOG_LEVEL: 'debug' });
    expect(settings).toMatchObject({ HOST: '::1', PORT: 2, LOG_LEVEL: 'debug', BASE_URL: 'http://[::1]:2' });
    expect(origins.get('HOST')).toBe('order.json');
    expect(origins.get('PORT')).toBe('environment TOKENSTORE_PORT');
    expect(origins.get('LOG_LEVEL')).toBe('flag --debug');
  });

  it('does not mind a wrong value that another one replaces', async () => {
    await expect(load({ ...MINIMAL, TOKENSTORE_PORT: 'abc' }, { PORT: '80' })).resolves.toMatchObject({
      settings: { PORT: 80 },
    });
  });

  it('reads values from files', async () => {
    const path = await file('key', `\n${HEX}\n`);
    const { settings } = await load({ ...MINIMAL, TOKENSTORE_CRYPTOKEY_FILE: path });
    expect(settings.CRYPTOKEY).toEqual([Buffer.from(HEX, 'hex')]);
  });

  it('reads the list of providers from a file', async () => {
    const { TOKENSTORE_TOKEN_PROVIDERS, ...rest } = MINIMAL;
    const path = await file('providers', TOKENSTORE_TOKEN_PROVIDERS);
    const { settings } = await load({ ...rest, TOKENSTORE_TOKEN_PROVIDERS_FILE: path });
    expect(settings.providers.map(({ id }) => id)).toEqual(['idp1']);
  });

  it('refuses a value and its file together', async () => {
    expect(await messages({ ...MINIMAL, TOKENSTORE_PORT: '1', TOKENSTORE_PORT_FILE: 'port' })).toEqual([
      'TOKENSTORE_PORT_FILE: TOKENSTORE_PORT is set as well; keep one of them',
    ]);
  });

  it('names a file that cannot be read, and misses nothing besides', async () => {
    const env = { ...MINIMAL, TOKENSTORE_IDP1_CLIENT_SECRET: '', TOKENSTORE_IDP1_CLIENT_SECRET_FILE: 'absent' };
    expect(await messages(env)).toEqual([
      `TOKENSTORE_IDP1_CLIENT_SECRET_FILE: cannot read the file ${join(cwd, 'absent')} (ENOENT)`,
    ]);
  });

  it('names a file that is empty', async () => {
    const path = await file('empty', '\n');
    expect(await messages({ ...MINIMAL, TOKENSTORE_SECRET_KEY_FILE: path })).toEqual([
      `TOKENSTORE_SECRET_KEY_FILE: the file ${join(cwd, 'empty')} is empty`,
    ]);
  });

  it('freezes all there is', async () => {
    const { settings } = await load({
      ...MINIMAL,
      TOKENSTORE_CRYPTOKEY: HEX,
      TOKENSTORE_SECRET_KEY: 'x'.repeat(16),
      TOKENSTORE_RETURN_URLS: 'https://a.example',
      TOKENSTORE_OIDC_AUDIENCE: 'a,b',
      TOKENSTORE_IDP1_AUTHORIZE_PARAMS: 'a=b',
      TOKENSTORE_IDP1_DEAD_ERRORS: 'gone',
    });
    expect(isDeeplyFrozen(settings)).toBe(true);
    expect(isDeeplyFrozen((await load(MINIMAL)).settings)).toBe(true);
  });
});

describe('the settings file', () => {
  it.each([
    [
      'module.mjs',
      'export default { PORT: 8080, CORS_ORIGINS: ["https://a.example"], HOST: undefined, CA_CERTS: null };',
    ],
    ['script.ts', 'const port: number = 8080; export default { PORT: port, CORS_ORIGINS: "https://a.example" };'],
    ['plain.json', '{ "PORT": " 8080 ", "CORS_ORIGINS": ["https://a.example"], "HOST": "" }'],
  ])('may be %s', async (name, content) => {
    const { settings } = await load({ ...MINIMAL, TOKENSTORE_SETTINGS: await file(name, content) });
    expect(settings).toMatchObject({ PORT: 8080, CORS_ORIGINS: ['https://a.example'] });
  });

  it.each([
    ['nothing.ts', undefined, /^TOKENSTORE_SETTINGS: cannot read .*nothing\.ts \(ENOENT\)$/],
    ['broken.json', '{ "CRYPTOKEY": "leaked" ', /broken\.json does not hold a JSON object$/],
    ['list.json', '[1]', /does not hold a JSON object$/],
    ['named.mjs', 'export const PORT = 1;', /does not export an object of settings by default$/],
    ['syntax.mjs', 'export default { CRYPTOKEY: leaked leaked }', /cannot be loaded \(SyntaxError\)/],
    ['old.cfg', 'PORT = 1', /first edition/],
    ['settings.yaml', 'PORT: 1', /neither a module .* nor \.json$/],
  ])('is the one fault when it cannot be used: %s', async (name, content, message) => {
    if (content !== undefined) await file(name, content);
    // Nobody knows what else the file would have given: neither sign-in nor providers are missed.
    const found = await messages({ TOKENSTORE_SETTINGS: name, TOKENSTORE_IDP9_CLIENT_ID: 'x' });
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found.join()).not.toContain('leaked');
  });

  it('gives its name in messages', async () => {
    const TOKENSTORE_SETTINGS = await file('wrong.json', '{ "PORT": "abc", "PROT": 1 }');
    expect(await messages({ ...MINIMAL, TOKENSTORE_SETTINGS })).toEqual([
      'PROT (wrong.json): is not a setting; did you mean PORT?',
      'PORT (wrong.json): "abc" is not a port (1–65535)',
    ]);
  });

  it.each([['{ PORT: () => 1 }'], ['{ PORT: 1n }'], ['{ PORT: Symbol() }'], ['{ PORT: { port: 1 } }']])(
    'may hold anything: %s',
    async (content) => {
      const TOKENSTORE_SETTINGS = await file(`odd-${content.length}.mjs`, `export default ${content};`);
      expect(await messages({ ...MINIMAL, TOKENSTORE_SETTINGS })).toEqual([expect.stringMatching(/is not a port/)]);
    },
  );
});

describe('faults', () => {
  it('come all at once, with name and origin', async () => {
    const found = await faults(
      {
        ...SIGN_IN,
        TOKENSTORE_PORT: 'abc',
        TOKENSTORE_LOG_LEVEL: 'loud',
        TOKENSTORE_DATABASE_URL: 'postgresql://h/d',
        TOKENSTORE_TOKEN_PROVIDERS: 'idp1,oidc',
        TOKENSTORE_PROT: '1',
      },
      { HOST: 'a b' },
    );
    expect(found.map(({ name, origin }) => [name, origin])).toEqual([
      ['TOKEN_PROVIDERS', 'environment TOKENSTORE_TOKEN_PROVIDERS'],
      ['PROT', 'environment TOKENSTORE_PROT'],
      ['HOST', 'flag --host'],
      ['PORT', 'environment TOKENSTORE_PORT'],
      ['LOG_LEVEL', 'environment TOKENSTORE_LOG_LEVEL'],
      ['CRYPTOKEY', 'default'],
      ['IDP1_CLIENT_ID', 'default'],
      ['IDP1_CLIENT_SECRET', 'default'],
      ['IDP1_DISCOVERY_URL', 'default'],
    ]);
    expect(new SettingsError(found).message).toContain('\n  TOKENSTORE_PORT: "abc" is not a port (1–65535)\n');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['nobody can sign in', IDP1, /^TOKENSTORE_OIDC_DISCOVERY_URL: no way to sign in .* run: npm run demo$/],
    ['PostgreSQL has no key', { ...MINIMAL, TOKENSTORE_DATABASE_URL: 'postgres://h/d' }, /CRYPTOKEY: is required with/],
    ['a key is wrong', { ...MINIMAL, TOKENSTORE_CRYPTOKEY: `${HEX},x` }, /CRYPTOKEY: item 2 is not a key/],
    ['the CA file is missing', { ...MINIMAL, TOKENSTORE_CA_CERTS: 'ca.pem' }, /CA_CERTS: cannot read .*ENOENT/],
    ['the CA file is another', { ...MINIMAL, TOKENSTORE_CA_CERTS: THIS_FILE }, /CA_CERTS: .* not hold a certificate/],
    ['the scope lacks openid', { ...MINIMAL, TOKENSTORE_OIDC_SCOPE: 'email' }, /OIDC_SCOPE: must contain openid/],
    [
      'nobody would see the session',
      { ...MINIMAL, TOKENSTORE_BASE_URL: 'https://a.example/storefront', TOKENSTORE_SESSION_COOKIE_PATH: '/store' },
      /SESSION_COOKIE_PATH: is \/store, and BASE_URL does not lie below it$/,
    ],
    ['a provider is stray', { ...MINIMAL, TOKENSTORE_IDP2_SCOPE: 'x' }, /TOKEN_PROVIDERS does not list "idp2"/],
    [
      'sign-in is incomplete',
      { ...IDP1, ...SIGN_IN, TOKENSTORE_OIDC_CLIENT_SECRET: '' },
      /OIDC_CLIENT_SECRET: is required$/,
    ],
    [
      'two names of the database differ',
      { ...MINIMAL, TOKENSTORE_DATABASE_URL: 'sqlite:///a', TOKENSTORE_SQLALCHEMY_DATABASE_URI: 'sqlite:///b' },
      /TOKENSTORE_SQLALCHEMY_DATABASE_URI: TOKENSTORE_DATABASE_URL is set as well/,
    ],
    [
      'a provider has half of its endpoints',
      { ...MINIMAL, TOKENSTORE_IDP1_DISCOVERY_URL: '', TOKENSTORE_IDP1_TOKEN_URL: 'https://idp1.example/token' },
      /IDP1_AUTHORIZE_URL: is required without DISCOVERY_URL/,
    ],
    [
      'lifetimes contradict each other',
      { ...MINIMAL, TOKENSTORE_IDP1_NEVER_EXPIRES: 'yes', TOKENSTORE_IDP1_EXPIRES_IN_DEFAULT: '1h' },
      /IDP1_NEVER_EXPIRES: contradicts EXPIRES_IN_DEFAULT/,
    ],
    [
      'a subject is compared that is never known',
      { ...MINIMAL, TOKENSTORE_IDP1_SUBJECT_MATCH: 'strict', TOKENSTORE_IDP1_SUBJECT_FROM: 'none' },
      /IDP1_SUBJECT_MATCH: cannot be strict/,
    ],
  ])('tell when %s', async (_, env, message) => {
    expect(await messages(env)).toEqual([expect.stringMatching(message)]);
  });

  it('do not follow from one another', async () => {
    const found = await messages({ ...MINIMAL, TOKENSTORE_DATABASE_URL: 'postgresql:', TOKENSTORE_CRYPTOKEY: 'x' });
    expect(found).toHaveLength(2);
  });
});

describe('a provider', () => {
  it('needs no secret when it asks for none', async () => {
    const env = { ...MINIMAL, TOKENSTORE_IDP1_CLIENT_SECRET: '', TOKENSTORE_IDP1_CLIENT_AUTH: 'none' };
    await expect(load(env)).resolves.toBeDefined();
  });

  it('needs no discovery when it has endpoints', async () => {
    const env = {
      ...MINIMAL,
      TOKENSTORE_IDP1_DISCOVERY_URL: '',
      TOKENSTORE_IDP1_AUTHORIZE_URL: 'https://idp1.example/authorize',
      TOKENSTORE_IDP1_TOKEN_URL: 'https://idp1.example/token',
    };
    await expect(load(env)).resolves.toBeDefined();
  });
});

describe('several workers', () => {
  it('need sessions and a database that they share', async () => {
    const env = { TOKENSTORE_SESSION_TYPE: 'memory', TOKENSTORE_DATABASE_URL: 'sqlite://:memory:' };
    expect(await messages({ ...MINIMAL, ...env, TOKENSTORE_WORKERS: '2' })).toEqual([
      expect.stringMatching(/^TOKENSTORE_DATABASE_URL: .*each of 2 workers/),
      expect.stringMatching(/^TOKENSTORE_SESSION_TYPE: .*each of 2 workers/),
    ]);
    await expect(load({ ...MINIMAL, ...env, TOKENSTORE_WORKERS: '1' })).resolves.toBeDefined();
  });
});

describe('warnings', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'an open host',
      { TOKENSTORE_HOST: '0.0.0.0' },
      /BASE_URL: is missing while HOST is 0\.0\.0\.0.*http:\/\/localhost:5000/,
    ],
    ['another open host', { TOKENSTORE_HOST: '::' }, /BASE_URL: is missing/],
    ['a public URL in the clear', { TOKENSTORE_BASE_URL: 'http://a.example' }, /BASE_URL: is http/],
    ['an issuer in the clear', { TOKENSTORE_OIDC_DISCOVERY_URL: 'http://a.example' }, /OIDC_DISCOVERY_URL: is http to/],
    ['a provider in the clear', { TOKENSTORE_IDP1_REVOKE_URL: 'http://a.example' }, /IDP1_REVOKE_URL: is http to/],
    ['sessions in memory', { TOKENSTORE_SESSION_TYPE: 'memory' }, /SESSION_TYPE: .*single process/],
    ['a short limit', { TOKENSTORE_SESSION_MAX_LIFETIME: '1h' }, /SESSION_LIFETIME: is longer/],
    ['sessions in files', { TOKENSTORE_SESSION_TYPE: 'filesystem' }, /SESSION_TYPE: .*kept in the database/],
    ['a folder of sessions', { TOKENSTORE_SESSION_FILE_DIR: '/var' }, /SESSION_FILE_DIR: .*first edition/],
    ['a name of Flask', { TOKENSTORE_SQLALCHEMY_ENGINE_OPTIONS: '{}' }, /SQLALCHEMY_ENGINE_OPTIONS: .*first edition/],
  ])('tell of %s', async (_, env, message) => {
    const { warnings, settings } = await load({ ...MINIMAL, ...env });
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(['database', env['TOKENSTORE_SESSION_TYPE']]).toContain(settings.SESSION_TYPE);
  });

  it('tell when there is no provider', async () => {
    expect((await load(SIGN_IN)).warnings).toEqual(['TOKENSTORE_TOKEN_PROVIDERS: lists no provider']);
  });

  it('do not tell of http on this machine', async () => {
    const env = {
      ...MINIMAL,
      TOKENSTORE_OIDC_DISCOVERY_URL: 'http://[::1]:8080',
      TOKENSTORE_BASE_URL: 'http://localhost',
    };
    expect((await load(env)).warnings).toEqual([]);
  });
});

describe('computed values', () => {
  it('let people return to applications that may call', async () => {
    const env = { TOKENSTORE_BASE_URL: 'https://host/store', TOKENSTORE_CORS_ORIGINS: '*,https://app.example' };
    const { settings } = await load({ ...MINIMAL, ...env });
    expect(settings.RETURN_URLS).toEqual(['https://host', 'https://app.example']);
  });

  it('let whoever embeds the store give what nobody else does', async () => {
    const given = { PORT: 1, LOG_LEVEL: 'debug', HOST: '::1' };
    const sources = { env: { ...MINIMAL, TOKENSTORE_PORT: '2' }, flags: { HOST: 'localhost' }, given };
    expect((await loadSettings(sources)).settings).toMatchObject({ PORT: 2, LOG_LEVEL: 'debug', HOST: 'localhost' });
  });

  it('take the old name of the database', async () => {
    const env = {
      TOKENSTORE_SQLALCHEMY_DATABASE_URI: 'sqlite:////old.db',
      TOKENSTORE_DATABASE_URL: 'sqlite:////old.db',
    };
    expect((await load({ ...MINIMAL, ...env })).settings.DATABASE_URL).toBe('sqlite:////old.db');
  });
});
