import type { Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { CodeExchange, OAuthClient } from '../../providers/oauth-client.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { Claims } from '../claims.ts';
import type { Identity, Recognition } from '../identity.ts';
import { exchangeLoginCode } from './exchange-code.ts';
import type { LoginIssuer, LoginSecrets, SignedIn } from './login-issuer.ts';

/** The `state` of a logout at the issuer after which our own page says that one is signed out. */
export const SIGNED_OUT = 'signed-out';

export interface OidcIssuerParts {
  client: OAuthClient;
  identity: Identity;
  urls: PublicUrls;
  log: Log;
}

/** An identity provider: OpenID Connect's code flow with PKCE, `state`, `nonce` and `iss`, RP-initiated logout. */
export class OidcIssuer implements LoginIssuer {
  private readonly parts: OidcIssuerParts;
  private readonly scope: string;

  /** @param scope `OIDC_SCOPE` */
  constructor(parts: OidcIssuerParts, scope: string) {
    this.parts = parts;
    this.scope = scope;
  }

  async begin(secrets: LoginSecrets): Promise<string> {
    const { client, urls } = this.parts;
    return client.authorizationUrl({ ...secrets, redirectUri: urls.loginCallback, scope: this.scope });
  }

  async finish(query: URLSearchParams, secrets: LoginSecrets, how: Recognition): Promise<SignedIn> {
    const { client, identity, urls, log } = this.parts;
    const url = new URL(urls.loginCallback);
    url.search = query.toString();
    const sent = { ...secrets, scope: this.scope };
    const exchange = await exchangeLoginCode(client, [url, sent], { log, request: how.origin.id });
    const { issuer } = await client.server();
    const principal = await identity.recognise(await this.gatherClaims(exchange), issuer, how);
    return { principal, idToken: exchange.tokens.idToken };
  }

  async end(returnUrl: string | undefined, idToken: string | undefined): Promise<string | undefined> {
    const { client, urls } = this.parts;
    const state = returnUrl === undefined ? SIGNED_OUT : undefined;
    return client.endSessionUrl(returnUrl ?? urls.base, idToken, state);
  }

  /** The ID token's claims, and what userinfo adds to them. */
  private async gatherClaims({ tokens, claims }: CodeExchange): Promise<Claims> {
    const { client, log } = this.parts;
    const subject = claims?.['sub'];
    if (typeof subject !== 'string') throw new Problem('unauthenticated', 'The login issuer sent no ID token.');
    try {
      return { ...(await client.userinfo(tokens.accessToken, subject)), ...claims };
    } catch (error) {
      log.warn({ err: error }, 'userinfo of the login issuer does not answer; the ID token has to do');
      return { ...claims };
    }
  }
}
