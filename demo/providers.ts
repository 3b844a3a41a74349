import { setTimeout as pause } from 'node:timers/promises';
import { startIdentityProvider } from '../test/support/identity-provider.ts';
import type { IdentityProvider, IdentityProviderOptions } from '../test/support/identity-provider.ts';
import { orAnyPort } from './ports.ts';

export type ProviderId = 'skylark' | 'pebble';

/** A provider of the demo, and what the store's settings say of it. */
export interface ExampleProvider extends IdentityProvider {
  readonly id: ProviderId;
  readonly remark: string;
  readonly description: string;
}

export interface Providers {
  readonly login: IdentityProvider;
  readonly skylark: ExampleProvider;
  readonly pebble: ExampleProvider;
}

/** Seconds: short, so that one need not wait long to see a token renewed. */
export const SKYLARK_TTL = 3;

/** Known at all three by that name; any password will do. */
export const ALICE = { login: 'alice', email: 'alice@example.org' };

const AUDIENCE = 'tokenstore-demo';
const CLIENT = { client_id: 'tokenstore', client_secret: 'a secret of the demo', client_name: 'tokenstore demo' };
const TWELVE_HOURS = 12 * 3600;

/** Where people sign in, and two providers that they can connect. The store itself is introduced to them later. */
export async function startProviders(): Promise<Providers> {
  const [login, skylark, pebble] = await Promise.all([
    start(5001, { name: 'Example Login', accessTokenFormat: 'jwt', audience: AUDIENCE }),
    start(5002, { name: 'Skylark Drive', rotation: 'strict', accessTokenTtl: SKYLARK_TTL }),
    start(5003, { name: 'Pebble Notes', rotation: 'never', idToken: false }),
  ]);
  return {
    login,
    skylark: {
      ...skylark,
      id: 'skylark',
      remark: `a new refresh token each time; access tokens live ${SKYLARK_TTL} s`,
      description: 'Invented file storage, strict: each refresh token works once.',
    },
    pebble: {
      ...pebble,
      id: 'pebble',
      remark: 'one refresh token for good; no id_token',
      description: 'Invented notebook, plain: one refresh token, and no id_token.',
    },
  };
}

/** Registers the store as a client of all three. */
export function introduceStore({ login, skylark, pebble }: Providers, base: string): void {
  login.addClient({
    ...CLIENT,
    redirect_uris: [`${base}/api/oidc/callback`],
    post_logout_redirect_uris: [`${base}/`, base],
  });
  for (const provider of [skylark, pebble]) {
    const redirectUris = ['v1.0', 'v1'].map((version) => `${base}/api/${version}/${provider.id}/redirect_uri`);
    provider.addClient({ ...CLIENT, redirect_uris: redirectUris });
  }
}

/** The store's settings that concern them, without the prefix of the environment. */
export function settingsFor({ login, skylark, pebble }: Providers): Record<string, string> {
  return {
    OIDC_DISCOVERY_URL: login.discoveryUrl,
    OIDC_CLIENT_ID: CLIENT.client_id,
    OIDC_CLIENT_SECRET: CLIENT.client_secret,
    OIDC_AUDIENCE: AUDIENCE,
    TOKEN_PROVIDERS: `${skylark.id},${pebble.id}`,
    ...settingsOf(skylark),
    ...settingsOf(pebble),
  };
}

/** An access token of Alice, such as her notebook or a service she uses would send. */
export async function bearerOfAlice({ login }: Providers): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + TWELVE_HOURS;
  return login.issueAccessToken({
    sub: ALICE.login,
    name: 'Alice Example',
    email: ALICE.email,
    client_id: 'service',
    exp,
  });
}

/** Resolves when half of Skylark's newest token is over: from then on the store renews it before it hands one out. */
export async function halfLifeOver({ calls }: ExampleProvider): Promise<void> {
  const obtained = calls.tokenRequests.at(-1)?.at.getTime() ?? 0;
  const moment = obtained + (SKYLARK_TTL / 2) * 1000;
  await pause(Math.max(0, moment - Date.now()) + 50);
}

/** The refresh token that the provider was last sent: for comparing, never for showing. */
export function lastSpent({ calls }: ExampleProvider): string {
  return calls.refreshes.at(-1)?.form.get('refresh_token') ?? '';
}

export async function closeProviders({ login, skylark, pebble }: Providers): Promise<void> {
  await Promise.all([login, skylark, pebble].map((provider) => provider.close()));
}

function settingsOf({ id, name, description, discoveryUrl }: ExampleProvider): Record<string, string> {
  const prefix = id.toUpperCase();
  return {
    [`${prefix}_DISCOVERY_URL`]: discoveryUrl,
    [`${prefix}_CLIENT_ID`]: CLIENT.client_id,
    [`${prefix}_CLIENT_SECRET`]: CLIENT.client_secret,
    [`${prefix}_MD_NAME`]: name,
    [`${prefix}_MD_DESCRIPTION`]: description,
    [`${prefix}_MD_URL`]: `https://${id}.example/`,
  };
}

async function start(preferred: number, options: IdentityProviderOptions): Promise<IdentityProvider> {
  return orAnyPort(preferred, (port) => startIdentityProvider({ ...options, port }));
}
