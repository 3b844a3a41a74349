import { randomBytes, X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';
import type { ClientModel, Configuration, KoaContext, TokenSource } from 'oidc-provider';
import { certificateHeader } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { deviceCodePage, deviceConfirmPage, donePage, errorPage, logoutPage } from './pages.ts';
import type { ProviderStore } from './store.ts';

/** An invented person's account: the claims that the provider tells about them. `sub` is also the user name. */
export interface Account {
  sub: string;
  name: string;
  email: string;
  email_verified?: boolean;
  preferred_username: string;
  roles: string[];
}

/** OAuth client metadata (RFC 7591), of which oidc-provider fills in the rest. */
export interface ClientMetadata {
  client_id: string;
  client_secret?: string;
  client_name?: string;
  redirect_uris: string[];
  post_logout_redirect_uris?: string[];
  token_endpoint_auth_method?:
    'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'tls_client_auth' | 'none';
  /** For `tls_client_auth` (RFC 8705): `CN=…` of the certificate. */
  tls_client_auth_subject_dn?: string;
  tls_client_certificate_bound_access_tokens?: boolean;
  jwks?: { keys: JWK[] };
}

export interface IdentityProviderOptions {
  /** Shown on its pages. */
  name?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Default: alice and bob. */
  accounts?: readonly Account[];
  clients?: readonly ClientMetadata[];
  /** Scopes offered besides `openid`, `offline_access`, `profile` and `email`. Default: `read`, `write`. */
  scopes?: readonly string[];
  /**
   * `strict`: each refresh brings a new refresh token, and a spent one kills the grant. `never`: it stays the same and
   * refreshes do not repeat it. `default`: oidc-provider's own, the same token echoed until 70 % of its life.
   */
  rotation?: 'strict' | 'never' | 'default';
  /** false: token answers bear no `id_token`. */
  idToken?: boolean;
  /** false: token answers bear no `refresh_token`. */
  refreshToken?: boolean;
  /** `always`: refresh tokens also for those who did not ask for `offline_access`, as many plain OAuth servers do. */
  offlineAccess?: 'asked' | 'always';
  /** false: token answers bear no `expires_in`. */
  expiresIn?: boolean;
  /** Put into token answers as `refresh_expires_in`. */
  refreshExpiresIn?: number | null;
  /** Seconds; default 3600. */
  accessTokenTtl?: number;
  /** Seconds; default 14 days. */
  refreshTokenTtl?: number;
  /** `jwt`: RFC 9068 access tokens for `audience`. The userinfo endpoint takes them; introspection and revocation do not. */
  accessTokenFormat?: 'opaque' | 'jwt';
  audience?: string;
  /** false: name, e-mail and the like are told at the userinfo endpoint only. */
  claimsInIdToken?: boolean;
  /** false: a plain OAuth 2.0 server, whose `.well-known` answers 404. */
  discovery?: boolean;
  /** Pushed authorization requests (RFC 9126); default `allowed`. */
  par?: 'off' | 'allowed' | 'required';
  /** Proof of possession (RFC 9449); default `allowed`. `required`: no client gets a bearer token. */
  dpop?: 'off' | 'allowed' | 'required';
  /** true: a proof without the server's nonce is answered with `use_dpop_nonce`. */
  dpopNonce?: boolean;
  /** Opens a second door over TLS, whose certificate this authority issues, for clients that show theirs (RFC 8705). */
  tls?: Authority;
  /** false: authorization answers bear no `iss` (RFC 9207), and discovery does not promise it. */
  issParameter?: boolean;
}

const alice: Account = {
  sub: 'alice',
  name: 'Alice Example',
  email: 'alice@example.org',
  email_verified: true,
  preferred_username: 'alice',
  roles: ['user'],
};
const bob: Account = { ...alice, sub: 'bob', name: 'Bob Example', email: 'bob@example.org', preferred_username: 'bob' };

export const defaults = {
  name: 'Demo provider',
  port: 0,
  accounts: [alice, bob] as readonly Account[],
  clients: [] as readonly ClientMetadata[],
  scopes: ['read', 'write'] as readonly string[],
  rotation: 'default',
  idToken: true,
  refreshToken: true,
  offlineAccess: 'asked',
  expiresIn: true,
  accessTokenTtl: 3600,
  refreshTokenTtl: 14 * 24 * 3600,
  accessTokenFormat: 'opaque',
  audience: 'tokenstore',
  claimsInIdToken: true,
  discovery: true,
  issParameter: true,
  par: 'allowed',
  dpop: 'allowed',
  dpopNonce: false,
} satisfies IdentityProviderOptions;

export type Options = Required<Omit<IdentityProviderOptions, 'refreshExpiresIn' | 'tls'>> &
  Pick<IdentityProviderOptions, 'refreshExpiresIn' | 'tls'>;

export function supportedScopes({ scopes }: Options): string[] {
  return ['openid', 'offline_access', 'profile', 'email', ...scopes];
}

export function completeClient({ dpop }: Options, client: ClientMetadata): ClientMetadata & { grant_types: string[] } {
  const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
  const bound = dpop === 'required' ? { dpop_bound_access_tokens: true } : {};
  return { grant_types: ['authorization_code', 'refresh_token', deviceCode], ...bound, ...client };
}

export interface SettingsParts {
  options: Options;
  issuer: string;
  signingKey: JWK;
  /** Origin of the door over TLS, where there is one. */
  tlsOrigin: string | undefined;
  store: ProviderStore;
}

/** oidc-provider's configuration. Whatever is left to its defaults there prints a notice, so all that would is set here. */
export function providerSettings({ options, issuer, signingKey, tlsOrigin, store }: SettingsParts): Configuration {
  const { name } = options;
  const person = (sub: string): Account | undefined => options.accounts.find((account) => account.sub === sub);
  const rotation = options.rotation === 'default' ? {} : { rotateRefreshToken: options.rotation === 'strict' };
  // A browser shares its cookies over all ports of a host: without names of its own, each provider would sign out the others.
  const cookie = `idp${new URL(issuer).port}`;

  return {
    ...rotation,
    ...(tlsOrigin === undefined ? {} : tlsMetadata(tlsOrigin)),
    adapter: (kind) => store.adapter(kind),
    jwks: { keys: [signingKey] },
    cookies: {
      keys: [randomBytes(16).toString('hex')],
      names: { session: `${cookie}_session`, interaction: `${cookie}_interaction`, resume: `${cookie}_resume` },
    },
    scopes: supportedScopes(options),
    claims: {
      openid: ['sub', 'roles'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: !options.claimsInIdToken,
    findAccount: (_context: unknown, sub: string) => {
      const account = person(sub);
      return account && { accountId: sub, claims: () => ({ ...account }) };
    },
    extraTokenClaims: (_context: unknown, { accountId }: TokenSource) => {
      const account = person(accountId);
      return account && { roles: account.roles, preferred_username: account.preferred_username };
    },
    issueRefreshToken: (_context: unknown, client: ClientModel, { scopes }: TokenSource) =>
      client.grantTypeAllowed('refresh_token') && (options.offlineAccess === 'always' || scopes.has('offline_access')),
    expiresWithSession: () => false,
    ttl: {
      AccessToken: options.accessTokenTtl,
      IdToken: 3600,
      DeviceCode: 600,
      RefreshToken: options.refreshTokenTtl,
      Interaction: 3600,
      Session: 14 * 24 * 3600,
      Grant: Math.max(options.refreshTokenTtl, 14 * 24 * 3600),
    },
    clientBasedCORS: () => false,
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    renderError: (context: KoaContext, out: { error: string; error_description?: string }) => {
      render(context, errorPage(name, out.error, out.error_description ?? ''));
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: {
        enabled: true,
        allowedPolicy: (_context: unknown, client: ClientModel, token: ClientModel) =>
          client.clientId === token.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: KoaContext, form: string) => render(context, logoutPage(name, form)),
        postLogoutSuccessSource: (context: KoaContext) => render(context, donePage(name, 'Signed out')),
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (context: KoaContext, form: string, _out: unknown, error?: Error) =>
          render(context, deviceCodePage(name, form, error && 'That is not a code that we gave out.')),
        userCodeConfirmSource: (
          context: KoaContext,
          form: string,
          client: ClientModel,
          _device: unknown,
          code: string,
        ) => render(context, deviceConfirmPage(name, form, client.clientName ?? client.clientId, code)),
        successSource: (context: KoaContext) => render(context, donePage(name, 'Your device is connected')),
      },
      resourceIndicators: resourceServer(options, issuer),
      pushedAuthorizationRequests: {
        enabled: options.par !== 'off',
        requirePushedAuthorizationRequests: options.par === 'required',
      },
      dPoP: {
        enabled: options.dpop !== 'off',
        nonceSecret: randomBytes(32),
        requireNonce: () => options.dpopNonce,
      },
      ...(tlsOrigin === undefined ? {} : { mTLS: mutualTls }),
    },
  };
}

const certificateOf = (context: KoaContext): X509Certificate | undefined => {
  const der = context.get(certificateHeader);
  return der === '' ? undefined : new X509Certificate(Buffer.from(der, 'base64'));
};

/** The front door shows only certificates that the authority has issued. */
const mutualTls = {
  enabled: true,
  tlsClientAuth: true,
  certificateBoundAccessTokens: true,
  getCertificate: (context: KoaContext) => certificateOf(context)?.toString(),
  certificateAuthorized: (context: KoaContext) => certificateOf(context) !== undefined,
  certificateSubjectMatches: (context: KoaContext, property: string, expected: string) =>
    property === 'tls_client_auth_subject_dn' && certificateOf(context)?.subject === expected,
};

function tlsMetadata(origin: string): object {
  const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'tls_client_auth', 'none'];
  const aliases = {
    token_endpoint: `${origin}/token`,
    revocation_endpoint: `${origin}/token/revocation`,
    introspection_endpoint: `${origin}/token/introspection`,
    pushed_authorization_request_endpoint: `${origin}/request`,
    device_authorization_endpoint: `${origin}/device/auth`,
    userinfo_endpoint: `${origin}/me`,
  };
  return { clientAuthMethods: methods, discovery: { mtls_endpoint_aliases: aliases } };
}

/** For JWT access tokens one resource server stands behind every request, so that no client has to name it. */
function resourceServer(options: Options, issuer: string): object {
  if (options.accessTokenFormat === 'opaque') return { enabled: false };
  const own = `${issuer}/resource`;
  return {
    enabled: true,
    defaultResource: (_context: unknown, _client: unknown, asked?: string[]) => asked?.[0] ?? own,
    useGrantedResource: () => true,
    getResourceServerInfo: (_context: unknown, resource: string) => ({
      audience: resource === own ? options.audience : resource,
      scope: supportedScopes(options).join(' '),
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
    }),
  };
}

function render(context: KoaContext, page: string): void {
  context.type = 'html';
  context.body = page;
}
