import { describe, expect, it } from '@jest/globals';
import { SettingsError } from './fault.ts';
import { loadSettings, type LoadedSettings } from './load.ts';
import { showSettings } from './show.ts';

type Env = Record<string, string>;

const TOKEN = 'q7Zx-token';

/** As JupyterHub 3 has it for a service that it starts. */
const MANAGED: Env = {
  JUPYTERHUB_API_TOKEN: TOKEN,
  JUPYTERHUB_API_URL: 'http://127.0.0.1:8081/hub/api',
  JUPYTERHUB_BASE_URL: '/',
  JUPYTERHUB_HOST: '',
  JUPYTERHUB_SERVICE_NAME: 'tokenstore',
  JUPYTERHUB_SERVICE_URL: 'http://127.0.0.1:10101',
  JUPYTERHUB_SERVICE_PREFIX: '/services/tokenstore/',
  JUPYTERHUB_CLIENT_ID: 'service-tokenstore',
  JUPYTERHUB_OAUTH_CALLBACK_URL: '/services/tokenstore/oauth_callback',
  JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:services", "access:services!service=tokenstore"]',
  // Whom its process runs as; nobody's server for that.
  JUPYTERHUB_USER: 'daemon',
  JUPYTERHUB_SERVER_NAME: '',
};

/** As it has it for a user's own server. */
const OWN: Env = {
  ...MANAGED,
  JUPYTERHUB_SERVICE_NAME: '',
  JUPYTERHUB_USER: 'alice',
  JUPYTERHUB_SERVER_NAME: 'tokens',
  JUPYTERHUB_SERVICE_URL: 'http://:8888/user/alice/tokens/',
  JUPYTERHUB_SERVICE_PREFIX: '/user/alice/tokens/',
  JUPYTERHUB_CLIENT_ID: 'jupyterhub-user-alice-tokens',
  JUPYTERHUB_OAUTH_CALLBACK_URL: '/user/alice/tokens/oauth_callback',
  JUPYTERHUB_OAUTH_ACCESS_SCOPES: '["access:servers!server=alice/tokens", "access:servers!user=alice"]',
  JUPYTERHUB_ACTIVITY_URL: 'http://127.0.0.1:8081/hub/api/users/alice/activity',
};

/** And a provider, for a warning is due without. */
const AT = {
  TOKENSTORE_BASE_URL: 'https://hub.example',
  TOKENSTORE_TOKEN_PROVIDERS: 'idp1',
  TOKENSTORE_IDP1_DISCOVERY_URL: 'https://idp1.example',
  TOKENSTORE_IDP1_CLIENT_ID: 'store',
  TOKENSTORE_IDP1_CLIENT_SECRET: 'secret',
};

function load(env: Env): Promise<LoadedSettings> {
  return loadSettings({ env, cwd: '/nowhere' });
}

async function messages(env: Env): Promise<string[]> {
  try {
    await load(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults.map(({ message }) => message);
    throw error;
  }
}

describe('under JupyterHub', () => {
  it('it listens where the Hub says, below the prefix that the Hub says, and nothing of OIDC is needed', async () => {
    const { settings, origins } = await load({ ...MANAGED, ...AT });
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 10101,
      BASE_URL: 'https://hub.example/services/tokenstore',
      jupyterhub: {
        apiUrl: 'http://127.0.0.1:8081/hub/api',
        apiToken: TOKEN,
        clientId: 'service-tokenstore',
        url: 'https://hub.example/hub',
        callbackUrl: '/services/tokenstore/oauth_callback',
        accessScopes: ['access:services', 'access:services!service=tokenstore'],
        isOriginShared: true,
      },
    });
    expect(settings.jupyterhub?.ownServer).toBeUndefined();
    expect(origins.get('PORT')).toBe('environment JUPYTERHUB_SERVICE_URL');
  });

  it('it is a user’s own server where the Hub names no service', async () => {
    const { settings } = await load({ ...OWN, ...AT });
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8888,
      BASE_URL: 'https://hub.example/user/alice/tokens',
    });
    expect(settings.jupyterhub?.ownServer).toEqual({
      user: 'alice',
      name: 'tokens',
      activityUrl: 'http://127.0.0.1:8081/hub/api/users/alice/activity',
    });
  });

  it.each<[string, Env, { base: string; hub: string }]>([
    [
      'JupyterHub 5 says all',
      {
        JUPYTERHUB_PUBLIC_URL: 'https://jh.example/base/services/tokenstore/',
        JUPYTERHUB_PUBLIC_HUB_URL: 'https://jh.example/base/hub/',
        JUPYTERHUB_BASE_URL: '/base/',
        JUPYTERHUB_SERVICE_PREFIX: '/base/services/tokenstore/',
        JUPYTERHUB_OAUTH_CALLBACK_URL: '/base/services/tokenstore/oauth_callback',
      },
      { base: 'https://jh.example/base/services/tokenstore', hub: 'https://jh.example/base/hub' },
    ],
    [
      'the Hub’s own address says it',
      { JUPYTERHUB_PUBLIC_HUB_URL: 'https://jh.example/hub/' },
      { base: 'https://jh.example/services/tokenstore', hub: 'https://jh.example/hub' },
    ],
    [
      'with subdomains the callback has a host',
      {
        JUPYTERHUB_HOST: 'https://jh.example',
        JUPYTERHUB_OAUTH_CALLBACK_URL: 'https://services.jh.example/services/tokenstore/oauth_callback',
      },
      { base: 'https://services.jh.example/services/tokenstore', hub: 'https://jh.example/hub' },
    ],
    [
      'the operator says it',
      { TOKENSTORE_BASE_URL: 'https://ours.example/services/tokenstore/' },
      { base: 'https://ours.example/services/tokenstore', hub: 'https://ours.example/hub' },
    ],
  ])('its public address is known: %s', async (_, env, { base, hub }) => {
    const { settings } = await load({ ...MANAGED, ...env });
    expect({ base: settings.BASE_URL, hub: settings.jupyterhub?.url }).toEqual({ base, hub });
  });

  it.each<[Env, boolean]>([
    [{}, true],
    [{ JUPYTERHUB_HOST: 'https://jh.example' }, false],
    // Nobody’s word but the operator’s, for the same host stands for both.
    [{ JUPYTERHUB_HOST: 'https://hub.example' }, true],
    [{ TOKENSTORE_JUPYTERHUB_SUBDOMAINS: 'true' }, false],
    [{ JUPYTERHUB_HOST: 'https://jh.example', TOKENSTORE_JUPYTERHUB_SUBDOMAINS: 'no' }, true],
  ])('it warns where users’ servers share its origin: %j', async (env, isShared) => {
    const { settings, warnings } = await load({ ...MANAGED, ...AT, ...env });
    expect(settings.jupyterhub?.isOriginShared).toBe(isShared);
    expect(warnings.some((line) => line.startsWith('TOKENSTORE_JUPYTERHUB_SUBDOMAINS: is not true:'))).toBe(isShared);
  });

  it('it warns of what the Hub decides, and of another address than the Hub’s', async () => {
    const env = { TOKENSTORE_PORT: '5000', JUPYTERHUB_PUBLIC_URL: 'https://jh.example/services/tokenstore/' };
    const { settings, warnings } = await load({ ...MANAGED, ...AT, ...env, TOKENSTORE_JUPYTERHUB_SUBDOMAINS: 'true' });
    expect(settings.PORT).toBe(10101);
    expect(warnings).toEqual([
      expect.stringMatching(/^TOKENSTORE_PORT: is passed over: the Hub says where to listen/),
      expect.stringMatching(/^TOKENSTORE_BASE_URL: is not what the Hub says, by JUPYTERHUB_PUBLIC_URL:/),
    ]);
  });

  it.each<[Env, RegExp[]]>([
    [{}, [/^TOKENSTORE_BASE_URL: is required: this Hub does not say/]],
    [{ ...AT, TOKENSTORE_JUPYTERHUB: 'perhaps' }, [/^TOKENSTORE_JUPYTERHUB: "perhaps" is not one of auto, on, off$/]],
    [
      { ...AT, JUPYTERHUB_API_TOKEN: '', TOKENSTORE_JUPYTERHUB: 'on' },
      [/^JUPYTERHUB_API_TOKEN: is required under JupyterHub$/],
    ],
    [{ ...AT, JUPYTERHUB_API_TOKEN: '' }, [/no way to sign in/]],
    [{ ...AT, TOKENSTORE_JUPYTERHUB: 'off' }, [/no way to sign in/]],
    [
      { ...AT, JUPYTERHUB_SERVICE_URL: 'https://127.0.0.1:10101' },
      [/^JUPYTERHUB_SERVICE_URL: "https:.*" asks for TLS \(c\.JupyterHub\.internal_ssl\)/],
    ],
    [
      { ...AT, JUPYTERHUB_OAUTH_ACCESS_SCOPES: '[]' },
      [/^JUPYTERHUB_OAUTH_ACCESS_SCOPES: "\[\]" is not a list of scopes/],
    ],
    [
      { ...AT, JUPYTERHUB_SERVICE_PREFIX: 'x', JUPYTERHUB_API_URL: 'hub' },
      [
        /^JUPYTERHUB_API_URL: "hub" is not an http/,
        /^JUPYTERHUB_SERVICE_PREFIX: "x" is not a path/,
        /CALLBACK_URL: leads/,
      ],
    ],
    [
      { TOKENSTORE_BASE_URL: 'https://hub.example/tokens' },
      [/^TOKENSTORE_BASE_URL: has the path \/tokens, and the Hub serves this under \/services\/tokenstore$/],
    ],
    [
      { ...AT, JUPYTERHUB_OAUTH_CALLBACK_URL: '/services/tokenstore/login' },
      [
        /^JUPYTERHUB_OAUTH_CALLBACK_URL: leads to .*, and this service takes people back at \/services\/tokenstore\/oauth_callback$/,
      ],
    ],
    [
      { ...AT, JUPYTERHUB_SERVICE_NAME: '', JUPYTERHUB_CLIENT_ID: '', JUPYTERHUB_OAUTH_ACCESS_SCOPES: '' },
      [/^JUPYTERHUB_CLIENT_ID: is required/, /^JUPYTERHUB_OAUTH_ACCESS_SCOPES: is required/],
    ],
  ])('faults are told: %j', async (env, expected) => {
    const found = await messages({ ...MANAGED, ...env });
    expect(found).toEqual(expected.map((one) => expect.stringMatching(one)));
    expect(found.join()).not.toContain(TOKEN);
  });

  it('its token is never shown', async () => {
    expect(showSettings(await load({ ...MANAGED, ...AT }))).not.toContain(TOKEN);
  });
});
