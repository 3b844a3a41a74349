import type { Log } from '../../log/logger.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import type { HubSettings } from '../../settings/hub.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import { unauthenticated, type Recognition } from '../identity.ts';
import { exchangeLoginCode } from '../login/exchange-code.ts';
import type { LoginIssuer, LoginSecrets, SignedIn } from '../login/login-issuer.ts';
import type { HubApi } from './hub-api.ts';
import type { HubPeople } from './hub-people.ts';

export interface HubIssuerParts {
  client: OAuthClient;
  api: HubApi;
  people: HubPeople;
  urls: PublicUrls;
  log: Log;
}

/**
 * The JupyterHub as OAuth provider: the code flow, with PKCE for Hubs that know it (6 and later; others pass over it), then its
 * API says who came. The Hub's token is not kept.
 */
export class HubIssuer implements LoginIssuer {
  private readonly parts: HubIssuerParts;
  private readonly hub: Pick<HubSettings, 'callbackUrl' | 'url'>;

  constructor(parts: HubIssuerParts, hub: Pick<HubSettings, 'callbackUrl' | 'url'>) {
    this.parts = parts;
    this.hub = hub;
  }

  async begin(secrets: LoginSecrets): Promise<string> {
    return this.parts.client.authorizationUrl({ ...secrets, redirectUri: this.hub.callbackUrl, scope: '' });
  }

  async finish(query: URLSearchParams, secrets: LoginSecrets, how: Recognition): Promise<SignedIn> {
    const { client, api, people, urls, log } = this.parts;
    const { callbackUrl: redirectUri } = this.hub;
    const url = new URL(redirectUri, urls.base);
    url.search = query.toString();
    const sent = { ...secrets, redirectUri, scope: '' };
    const { tokens } = await exchangeLoginCode(client, [url, sent], { log, request: how.origin.id });
    const owner = await api.owner(tokens.accessToken);
    if (owner === undefined) throw unauthenticated('The JupyterHub does not accept the token that it gave.');
    return { principal: await people.admitUser(owner, how) };
  }

  /** The Hub leads nowhere after a logout, so that whoever has to return stays signed in there. */
  async end(returnUrl: string | undefined): Promise<string | undefined> {
    return Promise.resolve(returnUrl === undefined ? `${this.hub.url}/logout` : undefined);
  }
}
