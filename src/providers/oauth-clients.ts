import type { Clock } from '../database/clock.ts';
import type { HubSettings } from '../settings/hub.ts';
import { provider as schema } from '../settings/schema/provider.ts';
import type { ProviderSettings, Settings } from '../settings/settings.ts';
import { OAuthClient } from './oauth-client.ts';
import type { Outbound } from './outbound.ts';
import type { ClientKnobs } from './server-connection.ts';
import { Provider } from './provider.ts';
import { ServerMetadataSource } from './server-metadata.ts';

/** Injection token of the {@link OAuthClient} of the login issuer, or `undefined`. */
export const LOGIN_CLIENT = Symbol('login client');

/** The store as a client of a provider. */
export function createProvider(settings: ProviderSettings, outbound: Outbound, clock: Clock): Provider {
  const address = {
    discoveryUrl: settings.DISCOVERY_URL,
    authorizeUrl: settings.AUTHORIZE_URL,
    tokenUrl: settings.TOKEN_URL,
    revokeUrl: settings.REVOKE_URL,
    userinfoUrl: settings.USERINFO_URL,
    parUrl: settings.PAR_URL,
    deviceUrl: settings.DEVICE_URL,
    otherTokenUrls: [settings.REFRESH_URL, settings.EXCHANGE_URL].filter((url) => url !== undefined),
  };
  const client = new OAuthClient(settings, new ServerMetadataSource(address, outbound, clock), outbound);
  return new Provider(settings, client, clock);
}

/** The store as a client of the login issuer; `undefined` where people sign in with local accounts alone. */
export function createLoginClient(settings: Settings, outbound: Outbound, clock: Clock): OAuthClient | undefined {
  const knobs = loginKnobs(settings);
  if (knobs === undefined) return undefined;
  return new OAuthClient(
    knobs,
    new ServerMetadataSource({ discoveryUrl: knobs.DISCOVERY_URL }, outbound, clock),
    outbound,
  );
}

/** The store as a client of the JupyterHub whose service it is: the browser goes to the Hub's public address, the code to its API. */
export function createHubClient(hub: HubSettings, outbound: Outbound, clock: Clock): OAuthClient {
  const address = { authorizeUrl: `${hub.url}/api/oauth2/authorize`, tokenUrl: `${hub.apiUrl}/oauth2/token` };
  const own = { CLIENT_ID: hub.clientId, CLIENT_SECRET: hub.apiToken, CLIENT_AUTH: 'post', SCOPE: '' } as const;
  const knobs: ClientKnobs = { ...schema.parse({}), ...own, REFRESH_STYLE: 'none' };
  return new OAuthClient(knobs, new ServerMetadataSource(address, outbound, clock), outbound);
}

/** What the client of the login issuer goes by. It departs from nothing: every other knob is as it is where nobody sets it. */
export function loginKnobs(settings: Settings): ClientKnobs | undefined {
  const { OIDC_DISCOVERY_URL: DISCOVERY_URL, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET } = settings;
  if (DISCOVERY_URL === undefined || CLIENT_ID === undefined || CLIENT_SECRET === undefined) return undefined;
  const own = { DISCOVERY_URL, CLIENT_ID, CLIENT_SECRET, SCOPE: settings.OIDC_SCOPE };
  // Nobody's tokens are kept there.
  return { ...schema.parse({}), ...own, REFRESH_STYLE: 'none' };
}
