import type { Clock } from '../database/clock.ts';
import type { ProviderSettings, Settings } from '../settings/settings.ts';
import { OAuthClient } from './oauth-client.ts';
import type { Outbound } from './outbound.ts';
import { Provider } from './provider.ts';
import { ServerMetadataSource } from './server-metadata.ts';

/** The store as a client of a provider. */
export function createProvider(settings: ProviderSettings, outbound: Outbound, clock: Clock): Provider {
  const address = {
    discoveryUrl: settings.DISCOVERY_URL,
    authorizeUrl: settings.AUTHORIZE_URL,
    tokenUrl: settings.TOKEN_URL,
    revokeUrl: settings.REVOKE_URL,
    userinfoUrl: settings.USERINFO_URL,
  };
  const registration = {
    clientId: settings.CLIENT_ID,
    clientSecrets: [settings.CLIENT_SECRET, settings.CLIENT_SECRET_NEXT].filter((secret) => secret !== undefined),
    clientAuth: settings.CLIENT_AUTH,
    pkce: settings.PKCE !== 'off',
    authorizeParams: settings.AUTHORIZE_PARAMS,
    tokenParams: settings.TOKEN_PARAMS,
    refreshParams: settings.REFRESH_PARAMS,
  };
  const client = new OAuthClient(registration, new ServerMetadataSource(address, outbound, clock), outbound);
  return new Provider(settings, client, clock);
}

/** The store as a client of the login issuer. */
export function createLoginClient(settings: Settings, outbound: Outbound, clock: Clock): OAuthClient {
  const registration = {
    clientId: settings.OIDC_CLIENT_ID,
    clientSecrets: [settings.OIDC_CLIENT_SECRET],
    clientAuth: undefined,
    pkce: true,
    authorizeParams: {},
    tokenParams: {},
    refreshParams: {},
  };
  const source = new ServerMetadataSource({ discoveryUrl: settings.OIDC_DISCOVERY_URL }, outbound, clock);
  return new OAuthClient(registration, source, outbound);
}
