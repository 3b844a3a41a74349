import * as client from 'openid-client';
import { Browser } from '../support/browser.ts';
import type { Person } from '../support/browser.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import type { IdentityProvider, IdentityProviderOptions } from '../support/identity-provider.ts';

/** Nothing listens there: the walk stops before it. */
export const callback = 'http://127.0.0.1:9/callback';
export const everyScope = 'openid profile email offline_access read';

export type Tokens = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** An identity provider and a client of it, as the specs of this folder use them. */
export interface Party {
  idp: IdentityProvider;
  config: client.Configuration;
  browser: Browser;
  /** The code flow with PKCE; answers the tokens. */
  connect: (person?: Person, parameters?: Record<string, string>) => Promise<Tokens>;
  refresh: (token: string | undefined) => Promise<Tokens>;
  close: () => Promise<void>;
}

export async function party(options: IdentityProviderOptions = {}): Promise<Party> {
  const registered = {
    client_id: 'rp',
    client_secret: 'rp-secret',
    client_name: 'Notebooks',
    redirect_uris: [callback],
  };
  const idp = await startIdentityProvider({ clients: [registered], ...options });
  const { authorization, token, jwks, userinfo } = idp.endpoints;
  const config = new client.Configuration(
    {
      issuer: idp.issuer,
      authorization_endpoint: authorization,
      token_endpoint: token,
      jwks_uri: jwks,
      userinfo_endpoint: userinfo,
      device_authorization_endpoint: idp.endpoints.deviceAuthorization,
    },
    'rp',
    undefined,
    client.ClientSecretBasic('rp-secret'),
  );
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: it is this machine
  client.allowInsecureRequests(config);
  const browser = new Browser();

  return {
    idp,
    config,
    browser,
    async connect(person = { login: 'alice' }, parameters = {}) {
      const verifier = client.randomPKCECodeVerifier();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: everyScope,
        prompt: 'consent',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: 'of-this-browser',
        ...parameters,
      });
      const { location } = await browser.walk(url.href, person, { stopBefore: callback });
      return client.authorizationCodeGrant(config, new URL(location ?? ''), {
        pkceCodeVerifier: verifier,
        expectedState: 'of-this-browser',
      });
    },
    refresh: (refreshToken) => client.refreshTokenGrant(config, refreshToken ?? ''),
    close: () => idp.close(),
  };
}
