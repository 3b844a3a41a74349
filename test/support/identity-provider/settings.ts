import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { ClientModel, Configuration, KoaContext, TokenSource } from 'oidc-provider';
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
  token_endpoint_auth_method?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
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
} satisfies IdentityProviderOptions;

export type Options = Required<Omit<IdentityProviderOptions, 'refreshExpiresIn'>> &
  Pick<IdentityProviderOptions, 'refreshExpiresIn'>;

export function supportedScopes({ scopes }: Options): string[] {
  return ['openid', 'offline_access', 'profile', 'email', ...scopes];
}

export function completeClient(client: ClientMetadata): ClientMetadata & { grant_types: string[] } {
  const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
  return { grant_types: ['authorization_code', 'refresh_token', deviceCode], ...client };
}

export interface SettingsParts {
  options: Options;
  issuer: string;
  signingKey: JWK;
  store: ProviderStore;
}

/** oidc-provider's configuration. Whatever is left to its defaults there prints a notice, so all that would is set here. */
export function providerSettings({ options, issuer, signingKey, store }: SettingsParts): Configuration {
  const { name } = options;
  const person = (sub: string): Account | undefined => options.accounts.find((account) => account.sub === sub);
  const rotation = options.rotation === 'default' ? {} : { rotateRefreshToken: options.rotation === 'strict' };
  // A browser shares its cookies over all ports of a host: without names of its own, each provider would sign out the others.
  const cookie = `idp${new URL(issuer).port}`;

  return {
    ...rotation,
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
    },
  };
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
