import { Provider } from 'oidc-provider';
import { shapeAnswer } from './identity-provider/answers.ts';
import type { Calls } from './identity-provider/calls.ts';
import { FrontDoor } from './identity-provider/front-door.ts';
import { interactions } from './identity-provider/interactions.ts';
import type { Interceptors } from './identity-provider/interceptors.ts';
import { completeClient, defaults, providerSettings, supportedScopes } from './identity-provider/settings.ts';
import type { ClientMetadata, IdentityProviderOptions, Options } from './identity-provider/settings.ts';
import { createSigner } from './identity-provider/signer.ts';
import type { Claims, Header, SignOptions } from './identity-provider/signer.ts';
import { ProviderStore } from './identity-provider/store.ts';
import { jwtUserinfo } from './identity-provider/userinfo.ts';

export type { ClientMetadata, IdentityProviderOptions, Account } from './identity-provider/settings.ts';

/** A running identity provider, and the test's hand on it. */
export interface IdentityProvider {
  readonly name: string;
  readonly issuer: string;
  readonly port: number;
  readonly discoveryUrl: string;
  /** For a server without discovery. */
  readonly endpoints: {
    authorization: string;
    token: string;
    jwks: string;
    userinfo: string;
    revocation: string;
    introspection: string;
    endSession: string;
    deviceAuthorization: string;
    pushedAuthorization: string;
  };
  /** Origin of its door over TLS, where clients show certificates; `mtls_endpoint_aliases` says so too. */
  readonly tlsOrigin: string | undefined;
  /** What was asked of it: a counter per endpoint, and the requests to the token endpoint. */
  readonly calls: Calls;
  /** Where faults (see faults.ts) are laid in the way of requests. */
  readonly intercept: Interceptors;
  /** Registers a client, or replaces the one of that id: with another secret, or with redirect URIs known only now. */
  addClient: (client: ClientMetadata) => void;
  /** An ID token for alice and the first client, signed, valid for 5 minutes, but for what `claims` say. */
  issueIdToken: (claims?: Claims, header?: Header, options?: SignOptions) => Promise<string>;
  /** An RFC 9068 access token of alice, likewise, for the `audience` of the options. */
  issueAccessToken: (claims?: Claims, header?: Header, options?: SignOptions) => Promise<string>;
  /** Whether the provider would take this refresh token: known, not spent, not expired, its grant not revoked. */
  liveRefreshToken: (token: string) => Promise<boolean>;
  /** How many grants have a refresh token that the provider would take. */
  grantsAlive: () => number;
  /** Refuses connections and cuts the open ones; what it knows is kept. */
  goDown: () => Promise<void>;
  comeUp: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts a real oidc-provider on 127.0.0.1. */
export async function startIdentityProvider(given: IdentityProviderOptions = {}): Promise<IdentityProvider> {
  const options: Options = { ...defaults, ...given };
  const { name, accounts: people } = options;
  const store = new ProviderStore();
  const signer = await createSigner();

  const door = new FrontDoor((call, answer) => shapeAnswer(options, call, answer));
  await door.open(options.port);
  const issuer = `http://127.0.0.1:${door.port}`;
  const tlsOrigin = options.tls && `https://127.0.0.1:${await door.openTls(options.tls)}`;
  const settings = providerSettings({ options, issuer, signingKey: signer.privateJwk, tlsOrigin, store });
  const provider = new Provider(issuer, settings);

  const pages = interactions({ provider, name, people, scopes: supportedScopes(options) });
  const userinfo = jwtUserinfo(issuer, signer.publicKey, people);
  const standard = provider.callback();
  await door.putBehind((req, res) => {
    const path = req.url ?? '';
    if (path.startsWith('/interaction/')) void pages(req, res);
    else if (path === '/me' && options.accessTokenFormat === 'jwt') void userinfo(req, res);
    else if (path.startsWith('/.well-known/') && !options.discovery) res.writeHead(404).end();
    else void standard(req, res);
  });

  const addClient = (client: ClientMetadata): void =>
    void store.rows('Client').set(client.client_id, { ...completeClient(options, client) });
  options.clients.forEach(addClient);

  const commonClaims = (): Claims => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: issuer, sub: people[0]?.sub, iat: now, exp: now + 300 };
  };
  const firstClient = options.clients[0]?.client_id;

  return {
    name,
    issuer,
    port: door.port,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    endpoints: {
      authorization: `${issuer}/auth`,
      token: `${issuer}/token`,
      jwks: `${issuer}/jwks`,
      userinfo: `${issuer}/me`,
      revocation: `${issuer}/token/revocation`,
      introspection: `${issuer}/token/introspection`,
      endSession: `${issuer}/session/end`,
      deviceAuthorization: `${issuer}/device/auth`,
      pushedAuthorization: `${issuer}/request`,
    },
    tlsOrigin,
    calls: door.calls,
    intercept: door.intercept,
    addClient,
    issueIdToken: (claims = {}, header = {}, signing) =>
      signer.sign({ ...commonClaims(), aud: firstClient, ...claims }, header, signing),
    issueAccessToken: (claims = {}, header = {}, signing) =>
      signer.sign(
        { ...commonClaims(), aud: options.audience, client_id: firstClient, jti: crypto.randomUUID(), ...claims },
        { typ: 'at+jwt', ...header },
        signing,
      ),
    async liveRefreshToken(token) {
      const found = await provider.RefreshToken.find(token);
      if (!found || found.consumed || found.isExpired) return false;
      return (await provider.Grant.find(found.grantId)) !== undefined;
    },
    grantsAlive: () => store.grantsAlive(),
    goDown: () => door.goDown(),
    comeUp: () => door.comeUp(),
    close: () => door.close(),
  };
}
