import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '../fault.ts';
import { loadSettings } from '../load.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\nMC4CAQA=\n-----END PRIVATE KEY-----';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const PLAIN = {
  DISCOVERY_URL: '',
  AUTHORIZE_URL: 'https://it.example/authorize',
  TOKEN_URL: 'https://it.example/token',
};
const EXCHANGE = { REFRESH_STYLE: 'exchange', REFRESH_GRANT_TYPE: 'swap', REFRESH_TOKEN_PARAM: 'old' };

function load(settings: Record<string, string>) {
  const own = { DISCOVERY_URL: 'https://it.example', CLIENT_ID: 'id', CLIENT_SECRET: 'secret', ...settings };
  return loadSettings({
    env: {
      TOKENSTORE_LOCAL_ACCOUNTS: 'true',
      TOKENSTORE_TOKEN_PROVIDERS: 'it',
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [`TOKENSTORE_IT_${name}`, value])),
    },
  });
}

async function messages(settings: Record<string, string>): Promise<string[]> {
  const error: unknown = await load(settings).catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error.faults.map(({ message }) => message);
  throw new Error('expected faults');
}

describe('a provider may have', () => {
  it.each<[string, Record<string, string>]>([
    ['a key in place of a secret', { CLIENT_SECRET: '', CLIENT_AUTH: 'private_key_jwt', PRIVATE_KEY: PEM }],
    [
      'a certificate in place of a secret',
      { CLIENT_SECRET: '', CLIENT_AUTH: 'mtls', TLS_CERT: CERTIFICATE, TLS_KEY: PEM },
    ],
    ['a certificate besides a secret', { TLS_CERT: CERTIFICATE, TLS_KEY: PEM }],
    ['no secret', { CLIENT_SECRET: '', CLIENT_AUTH: 'none' }],
    ['pushed requests that are discovered', { PAR: 'require' }],
    ['pushed requests without discovery', { ...PLAIN, PAR: 'require', PAR_URL: 'https://it.example/par' }],
    ['a host by the callback', { TOKEN_HOST_FROM: 'where', TOKEN_HOSTS: 'it.example,it.example.eu' }],
    ['an exchange', { ...EXCHANGE, EXCHANGE_AFTER_CODE: 'yes' }],
    ['no revocation', { REVOKE_STYLE: 'none' }],
    ['a subject in the answer', { SUBJECT_FROM: 'answer', SUBJECT_PATH: 'user.id' }],
    ['a subject in the callback', { ...PLAIN, SUBJECT_FROM: 'callback', SUBJECT_PATH: 'realmId' }],
    ['PKCE that is discovered', { PKCE: 'require' }],
    ['a question for userinfo', { USERINFO_METHOD: 'post', USERINFO_BODY: '{"query": "{ viewer { id } }"}' }],
    ['headers', { REQUEST_HEADERS: 'Notion-Version=2025-09-03&User-Agent=store/2 (by us)' }],
  ])('%s', async (_, settings) => {
    expect((await load(settings)).warnings).toEqual([]);
  });
});

describe('one clear line tells of', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'a secret',
      { CLIENT_SECRET: '' },
      'CLIENT_SECRET: is required unless CLIENT_AUTH is none, private_key_jwt or mtls',
    ],
    ['a key', { CLIENT_AUTH: 'private_key_jwt' }, 'PRIVATE_KEY: is required while CLIENT_AUTH is private_key_jwt'],
    ['a certificate', { CLIENT_AUTH: 'mtls' }, 'TLS_CERT: and TLS_KEY are required while CLIENT_AUTH is mtls'],
    ['half a certificate', { CLIENT_AUTH: 'mtls', TLS_KEY: PEM }, 'TLS_CERT: is required with TLS_KEY'],
    ['the other half', { TLS_CERT: CERTIFICATE }, 'TLS_KEY: is required with TLS_CERT'],
    [
      'the endpoints',
      { DISCOVERY_URL: '' },
      'DISCOVERY_URL: is required; for plain OAuth 2.0 without discovery, AUTHORIZE_URL and TOKEN_URL are; or name a PRESET',
    ],
    [
      'the endpoint of pushed requests',
      { ...PLAIN, PAR: 'require' },
      'PAR_URL: is required while PAR is, without DISCOVERY_URL',
    ],
    [
      'hosts',
      { TOKEN_HOST_FROM: 'where' },
      'TOKEN_HOST_FROM: needs TOKEN_HOSTS: else the browser could name any host to send the client secret to',
    ],
    [
      'the grant type of an exchange',
      { ...EXCHANGE, REFRESH_GRANT_TYPE: '' },
      'REFRESH_GRANT_TYPE: is required while REFRESH_STYLE is exchange',
    ],
    [
      'the parameter of an exchange',
      { ...EXCHANGE, REFRESH_TOKEN_PARAM: '' },
      'REFRESH_TOKEN_PARAM: is required while REFRESH_STYLE is exchange',
    ],
    [
      'an exchange of none',
      { EXCHANGE_AFTER_CODE: 'yes' },
      'EXCHANGE_AFTER_CODE: means nothing unless REFRESH_STYLE is exchange',
    ],
    ['where to revoke', { REVOKE_STYLE: 'github' }, 'REVOKE_URL: is required while REVOKE_STYLE is github'],
    ['where the subject lies', { SUBJECT_FROM: 'answer' }, 'SUBJECT_PATH: is required while SUBJECT_FROM is answer'],
    [
      'which parameter is the subject',
      { SUBJECT_FROM: 'callback' },
      'SUBJECT_PATH: is required while SUBJECT_FROM is callback',
    ],
    ['a way to ask in words', { USERINFO_BODY: '{}' }, 'USERINFO_BODY: means nothing unless USERINFO_METHOD is post'],
    [
      'whom to ask',
      { ...PLAIN, SUBJECT_FROM: 'userinfo' },
      'USERINFO_URL: is required while SUBJECT_FROM is userinfo, without DISCOVERY_URL',
    ],
  ])('%s that is missing', async (_, settings, message) => {
    expect(await messages(settings)).toEqual([`TOKENSTORE_IT_${message}`]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['PKCE', { ...PLAIN, PKCE: 'require' }, 'PKCE: cannot be require without DISCOVERY_URL: nothing else says '],
    ['an ID token', { ...PLAIN, SUBJECT_FROM: 'id_token' }, 'SUBJECT_FROM: cannot be id_token without DISCOVERY_URL: '],
    ['an account', { ...PLAIN, SUBJECT_MATCH: 'strict' }, 'SUBJECT_MATCH: cannot be strict without DISCOVERY_URL and '],
    [
      'a callback that anybody could write',
      { SUBJECT_MATCH: 'strict', SUBJECT_FROM: 'callback', SUBJECT_PATH: 'id' },
      'SUBJECT_MATCH: cannot be strict while SUBJECT_FROM is callback: a browser may bring any',
    ],
  ])('%s that is demanded, and nobody could know of', async (_, settings, message) => {
    expect(await messages(settings)).toEqual([expect.stringContaining(`TOKENSTORE_IT_${message}`)]);
  });

  it.each([
    ['X=a%0d%0aHost: b', 'gives `x` a value that is none of a header'],
    ['X=%00', 'gives `x` a value that is none of a header'],
    ['X=', 'gives `x` a value that is none of a header'],
    ['X=%20a', 'gives `x` a value that is none of a header'],
    ['X=caf%C3%A9', 'gives `x` a value that is none of a header'],
    ['X%0d%0aY=a', 'has a name that is none of a header'],
    ['X Y=a', 'has a name that is none of a header'],
    ['Authorization=Bearer x', 'must not set `authorization`: the service sends it itself'],
    ['hOsT=evil.example', 'must not set `host`'],
    ['Content-Length=0', 'must not set `content-length`'],
    ['Transfer-Encoding=chunked', 'must not set `transfer-encoding`'],
    ['Proxy-Authorization=x', 'must not set `proxy-authorization`'],
    ['DPoP=x', 'must not set `dpop`'],
    ['X=a&x=b', 'sets a header twice'],
  ])('a header that would break HTTP: %s', async (REQUEST_HEADERS, message) => {
    const [first = '', ...others] = await messages({ REQUEST_HEADERS });
    expect(first).toContain(`TOKENSTORE_IT_REQUEST_HEADERS: the value ${message}`);
    expect(first).not.toMatch(/evil|Bearer/);
    expect(others).toEqual([]);
  });

  it('a value that is wrong, and not of what follows from it', async () => {
    expect(await messages({ CLIENT_AUTH: 'private_key_jwt', PRIVATE_KEY: 'hush' })).toEqual([
      expect.stringMatching(/^TOKENSTORE_IT_PRIVATE_KEY: the value is neither a private key/),
    ]);
  });
});

it.each(['REFRESH_URL', 'EXCHANGE_URL', 'DEVICE_URL', 'PAR_URL'])('http in %s is warned of', async (name) => {
  const { warnings } = await load({ [name]: 'http://it.example/x' });
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`${name}: is http to it\\.example`))]);
});
