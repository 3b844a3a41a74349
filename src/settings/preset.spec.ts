import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SettingsError } from './fault.ts';
import { loadSettings } from './load.ts';
import type { ProviderSettings } from './settings.ts';

function load(preset: string, settings: Record<string, string> = {}, cwd?: string) {
  const own = Object.entries({ PRESET: preset, CLIENT_ID: 'id', CLIENT_SECRET: 'secret', ...settings });
  return loadSettings({
    env: {
      TOKENSTORE_LOCAL_ACCOUNTS: 'true',
      TOKENSTORE_TOKEN_PROVIDERS: 'it',
      ...Object.fromEntries(own.map(([name, value]) => [`TOKENSTORE_IT_${name}`, value])),
    },
    ...(cwd !== undefined && { cwd }),
  });
}

async function provider(preset: string, settings?: Record<string, string>): Promise<ProviderSettings | undefined> {
  return (await load(preset, settings)).settings.providers[0];
}

async function messages(preset: string, settings?: Record<string, string>): Promise<string[]> {
  const error: unknown = await load(preset, settings).catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error.faults.map(({ message }) => message);
  throw new Error('expected faults');
}

describe('a preset', () => {
  it('fills in all but the client', async () => {
    expect(await provider('github')).toMatchObject({
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'secret',
      TOKEN_URL: 'https://github.com/login/oauth/access_token',
      NEVER_EXPIRES: true,
      MD_NAME: 'GitHub',
    });
  });

  it('yields to what the operator sets, knob by knob', async () => {
    const { settings, origins } = await load('google', { SCOPE: 'openid', AUTHORIZE_PARAMS: 'hd=example.org' });
    expect(settings.providers[0]).toMatchObject({
      SCOPE: 'openid',
      AUTHORIZE_PARAMS: { hd: 'example.org' },
      ROTATES: 'no',
    });
    expect(origins.get('IT_SCOPE')).toBe('environment TOKENSTORE_IT_SCOPE');
    expect(origins.get('IT_ROTATES')).toBe('preset google');
    expect(origins.get('IT_MIN_TTL')).toBe('default');
  });

  it('leaves its endpoints out where the operator names a discovery document', async () => {
    const found = await provider('box', { DISCOVERY_URL: 'https://box.example' });
    expect(found).toMatchObject({ DISCOVERY_URL: 'https://box.example', MD_URL: 'https://www.box.com' });
    expect(found).toMatchObject({ AUTHORIZE_URL: undefined, TOKEN_URL: undefined, REVOKE_URL: undefined });
  });

  it('does not contradict a lifetime that the operator knows', async () => {
    expect(await provider('github', { EXPIRES_IN_DEFAULT: '8h' })).toMatchObject({ NEVER_EXPIRES: false });
    expect(await provider('salesforce', { NEVER_EXPIRES: 'yes' })).toMatchObject({ EXPIRES_IN_DEFAULT: undefined });
  });

  it('takes the client alone from a client_secrets.json', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'preset-'));
    try {
      const web = {
        client_id: 'its',
        client_secret: 'own',
        auth_uri: 'https://old.example',
        issuer: 'https://i.example',
      };
      await writeFile(join(cwd, 'client.json'), JSON.stringify({ web }));
      const given = { CLIENT_ID: '', CLIENT_SECRET: '', CLIENT_SECRETS: 'client.json' };
      const { settings } = await load('google', given, cwd);
      expect(settings.providers[0]).toMatchObject({
        CLIENT_ID: 'its',
        CLIENT_SECRET: 'own',
        DISCOVERY_URL: 'https://accounts.google.com',
        AUTHORIZE_URL: undefined,
      });
    } finally {
      await rm(cwd, { recursive: true });
    }
  });

  it('is frozen throughout', async () => {
    const found = await provider('zoho');
    expect(Object.isFrozen(found)).toBe(true);
    expect(Object.isFrozen(found?.TOKEN_HOSTS)).toBe(true);
    expect(Object.isFrozen(found?.AUTHORIZE_PARAMS)).toBe(true);
  });

  it('is one fault when there is none of that name', async () => {
    expect(await messages('githup')).toEqual([
      'TOKENSTORE_IT_PRESET: "githup" is no preset; did you mean github? (docs/providers.md lists them)',
    ]);
    expect(await messages('GitHub')).toHaveLength(1);
  });

  it('does not hide that the client is missing', async () => {
    expect(await messages('github', { CLIENT_ID: '' })).toEqual([
      'TOKENSTORE_IT_CLIENT_ID: is required, here or by CLIENT_SECRETS',
    ]);
  });
});

describe('a place in a preset’s URLs', () => {
  it('is filled with the server', async () => {
    expect(await provider('gitlab')).toMatchObject({
      DISCOVERY_URL: 'https://gitlab.com',
      MD_URL: 'https://gitlab.com',
    });
    expect(await provider('gitlab', { SERVER: 'https://Git.example.org/' })).toMatchObject({
      DISCOVERY_URL: 'https://git.example.org',
      MD_URL: 'https://git.example.org',
    });
  });

  it('is filled with the tenant and the client', async () => {
    expect(await provider('microsoft', { TENANT: 'example.org' })).toMatchObject({
      TOKEN_URL: 'https://login.microsoftonline.com/example.org/oauth2/v2.0/token',
    });
    expect(await provider('github', { CLIENT_ID: 'a/../b' })).toMatchObject({
      REVOKE_URL: 'https://api.github.com/applications/a%2F..%2Fb/token',
    });
  });

  it('asks for a server that is missing, and for nothing else', async () => {
    expect(await messages('keycloak')).toEqual([
      'TOKENSTORE_IT_SERVER: is required by preset keycloak, such as https://sso.example.org/realms/people',
    ]);
  });

  it('is no fault of its own when what belongs there is wrong', async () => {
    expect(await messages('keycloak', { SERVER: 'sso.example.org' })).toEqual([
      expect.stringMatching(/^TOKENSTORE_IT_SERVER: "sso\.example\.org" is not an http\(s\) URL/),
    ]);
    expect(await messages('microsoft', { TENANT: 'a/b' })).toEqual([expect.stringMatching(/TENANT: "a\/b" is not/)]);
  });

  it('has to be there for what is given', async () => {
    expect(await messages('box', { SERVER: 'https://box.example' })).toEqual([
      'TOKENSTORE_IT_SERVER: has no place in preset box',
    ]);
    expect(await messages('', { TENANT: 'common', DISCOVERY_URL: 'https://it.example' })).toEqual([
      'TOKENSTORE_IT_TENANT: is for a preset that has a place for it; PRESET names none',
    ]);
  });
});
