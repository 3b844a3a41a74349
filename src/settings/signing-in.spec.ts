import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsError } from './fault.ts';
import { loadSettings } from './load.ts';
import { shownSettings } from './show.ts';

const OIDC = {
  OIDC_DISCOVERY_URL: 'https://login.example/realms/people/.well-known/openid-configuration',
  OIDC_CLIENT_ID: 'store',
  OIDC_CLIENT_SECRET: 'secret',
};
const K8S = { TRUSTED_ISSUERS: 'k8s', K8S_ISSUER: 'https://cluster.example', K8S_AUDIENCE: 'tokenstore' };

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'settings-'));
  await writeFile(join(cwd, 'htpasswd'), '');
});

afterAll(() => rm(cwd, { recursive: true }));

async function load(env: Record<string, string>) {
  const prefixed = Object.entries(env).map(([name, value]) => [`TOKENSTORE_${name}`, value]);
  return loadSettings({ env: Object.fromEntries(prefixed) as Record<string, string>, cwd });
}

async function messages(env: Record<string, string>): Promise<string[]> {
  try {
    await load(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults.map(({ message }) => message);
    throw error;
  }
}

describe('workshops', () => {
  const on = { LOCAL_ACCOUNTS: 'true', WORKSHOP: 'true' };

  it('keep their accounts in the Secret that is named', async () => {
    const named = async (secret: string) => (await load({ ...on, WORKSHOP_SECRET: secret })).settings.WORKSHOP_SECRET;
    expect(await named('hub/users')).toEqual({ namespace: 'hub', name: 'users', key: 'htpasswd' });
    expect(await named('hub/my.users/users.txt')).toEqual({ namespace: 'hub', name: 'my.users', key: 'users.txt' });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ ...OIDC, WORKSHOP: 'true' }, /^TOKENSTORE_WORKSHOP: needs LOCAL_ACCOUNTS to be true/],
    [{ ...OIDC, WORKSHOP_SECRET: 'a/b' }, /^TOKENSTORE_WORKSHOP_SECRET: means nothing unless WORKSHOP is true$/],
    [{ ...OIDC, WORKSHOP_RATE: '1/1m' }, /^TOKENSTORE_WORKSHOP_RATE: means nothing unless WORKSHOP is true$/],
    ...['users', 'hub/users/a/b', 'Hub/users', 'hub/../x', 'hub/users/..', 'hub/a b', '/users', 'hub/'].map(
      (secret): [Record<string, string>, RegExp] => [{ ...on, WORKSHOP_SECRET: secret }, /is not namespace\/name/],
    ),
    [{ ...on, WORKSHOP_RESERVED_NAMES: 'a b' }, /"a b" is not a user name/],
  ])('are refused as %j', async (env, message) => {
    expect(await messages(env)).toEqual([expect.stringMatching(message)]);
  });
});

describe('ways to sign in', () => {
  it('are local accounts alone, then nothing of OIDC is needed', async () => {
    const { settings } = await load({ LOCAL_ACCOUNTS: 'true', HTPASSWD_FILE: 'htpasswd' });
    expect(settings).toMatchObject({ LOCAL_ACCOUNTS: true, HTPASSWD_FILE: join(cwd, 'htpasswd'), OIDC_AUDIENCE: [] });
    expect(settings.OIDC_DISCOVERY_URL).toBeUndefined();
  });

  it.each<[Record<string, string>, RegExp[]]>([
    [{}, [/^TOKENSTORE_OIDC_DISCOVERY_URL: no way to sign in .* LOCAL_ACCOUNTS; .* run: npm run demo$/]],
    [{ LOCAL_ACCOUNTS: 'false' }, [/no way to sign in/]],
    [{ LOCAL_ACCOUNTS: 'perhaps' }, [/^TOKENSTORE_LOCAL_ACCOUNTS: "perhaps" is not true or false/]],
    [{ LOCAL_ACCOUNTS: 'true', OIDC_CLIENT_ID: 'store' }, [/OIDC_DISCOVERY_URL: is req/, /OIDC_CLIENT_SECRET: is req/]],
    [
      { ...OIDC, HTPASSWD_FILE: 'htpasswd' },
      [/^TOKENSTORE_HTPASSWD_FILE: means nothing unless LOCAL_ACCOUNTS is true$/],
    ],
    [
      { LOCAL_ACCOUNTS: 'true', HTPASSWD_FILE: 'absent' },
      [/^TOKENSTORE_HTPASSWD_FILE: cannot read .*absent \(ENOENT\)$/],
    ],
    [
      { ...OIDC, OIDC_INTROSPECTION: 'sometimes' },
      [/OIDC_INTROSPECTION: "sometimes" is not one of auto, always, never/],
    ],
  ])('are checked: %j', async (env, expected) => {
    expect(await messages(env)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});

describe('trusted issuers', () => {
  it('have settings of their own, shown with the others', async () => {
    const loaded = await load({
      ...OIDC,
      ...K8S,
      TRUSTED_ISSUERS: 'k8s, Build-Farm',
      K8S_CLAIMS: 'sub=system:serviceaccount:*&kubernetes.io.namespace=jobs',
      BUILD_FARM_ISSUER: 'https://ci.example/',
      BUILD_FARM_AUDIENCE: 'a,b',
      BUILD_FARM_ROLES: 'runner',
      BUILD_FARM_JWKS_URL: 'https://ci.example/keys',
    });
    expect(loaded.settings.trustedIssuers).toEqual([
      {
        id: 'k8s',
        ISSUER: 'https://cluster.example',
        AUDIENCE: ['tokenstore'],
        CLAIMS: { sub: 'system:serviceaccount:*', 'kubernetes.io.namespace': 'jobs' },
        ROLES: [],
      },
      {
        id: 'Build-Farm',
        ISSUER: 'https://ci.example/',
        AUDIENCE: ['a', 'b'],
        CLAIMS: {},
        ROLES: ['runner'],
        JWKS_URL: 'https://ci.example/keys',
      },
    ]);
    expect(Object.isFrozen(loaded.settings.trustedIssuers[0])).toBe(true);
    expect(shownSettings(loaded)).toMatchObject({
      K8S_ISSUER: { value: 'https://cluster.example', origin: 'environment TOKENSTORE_K8S_ISSUER' },
      BUILD_FARM_ROLES: { value: ['runner'] },
    });
  });

  it.each<[Record<string, string>, RegExp[]]>([
    [{ TRUSTED_ISSUERS: 'k8s' }, [/^TOKENSTORE_K8S_ISSUER: is required$/, /^TOKENSTORE_K8S_AUDIENCE: is required/]],
    [{ ...K8S, K8S_AUDIENCE: ',' }, [/K8S_AUDIENCE: .* is an empty list/]],
    [{ ...K8S, K8S_ISSUER: 'cluster' }, [/K8S_ISSUER: "cluster" is not an http\(s\) URL/]],
    [
      { ...K8S, K8S_ISSUER: 'https://login.example/realms/people' },
      [/K8S_ISSUER: is the issuer that people sign in at/],
    ],
    [
      { ...K8S, K8S_ISSUER: 'https://login.example/realms/people/' },
      [/K8S_ISSUER: is the issuer that people sign in at/],
    ],
    [
      { ...K8S, TRUSTED_ISSUERS: 'k8s,two', TWO_ISSUER: 'https://cluster.example/', TWO_AUDIENCE: 'x' },
      [/^TOKENSTORE_TWO_ISSUER: is the issuer of "k8s" as well$/],
    ],
    [{ ...K8S, K8S_CLAIMS: 'sub=a&sub=b' }, [/K8S_CLAIMS: .* sets a parameter twice/]],
    [{ ...K8S, K8S_ROLES: 'a b' }, [/K8S_ROLES: .* is not the name of a role/]],
    [{ ...K8S, K8S_CLIENT_ID: 'x' }, [/K8S_CLIENT_ID: is not a setting/]],
    [{ K8S_ISSUER: 'https://cluster.example' }, [/K8S_ISSUER: is a setting of no trusted issuer: .*TRUSTED_ISSUERS/]],
    [{ ...K8S, TRUSTED_ISSUERS: 'k8s,k8s' }, [/TRUSTED_ISSUERS: "k8s" cannot be .*: it is listed twice/]],
    [{ ...K8S, TRUSTED_ISSUERS: 'k8s,oidc' }, [/"oidc" cannot be .*: OIDC_DISCOVERY_URL is a setting of the service/]],
    [{ ...K8S, TRUSTED_ISSUERS: '8s' }, [/K8S_ISSUER: is a setting of no/, /K8S_AUDIENCE: is a/, /"8s" is not an id/]],
    [
      {
        ...{ ...K8S, TOKEN_PROVIDERS: 'k8s', K8S_DISCOVERY_URL: 'https://a.example' },
        ...{ K8S_CLIENT_ID: 'x', K8S_CLIENT_SECRET: 'y' },
      },
      [/^TOKENSTORE_TRUSTED_ISSUERS: "k8s" cannot be the id of a trusted issuer: a provider has it already$/],
    ],
  ])('are checked: %j', async (env, expected) => {
    expect(await messages({ ...OIDC, ...env })).toEqual(expected.map((one) => expect.stringMatching(one)));
  });

  it('warn of plain http to another machine', async () => {
    const { warnings } = await load({ ...OIDC, ...K8S, K8S_ISSUER: 'http://cluster.example' });
    expect(warnings).toContainEqual(expect.stringMatching(/K8S_ISSUER: is http to cluster.example/));
  });
});
