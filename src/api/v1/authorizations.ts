import { z } from 'zod';
import type { Grant } from '../../grants/grant.store.ts';
import type { GivenToken } from '../../grants/token/give-token.ts';
import type { Provider } from '../../providers/provider.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';

/** The wire shapes of the first edition's two dialects. */

const metadata = z.object({
  name: z.string().nullable(),
  url: z.string().nullable(),
  icon: z.string().nullable(),
  description: z.string().nullable(),
  logo: z.string().nullable(),
});

const actions = z.object({ authorize: z.url(), token: z.url(), revoke: z.url() });

export const authorization10 = z
  .object({ active: z.boolean(), provider: z.string(), actions, metadata })
  .meta({ id: 'AuthorizationV1_0', description: 'A provider, and whether the user has a live grant there.' });

export const authorization1 = z
  .object({ active: z.boolean(), provider: z.string(), ...actions.shape, ...metadata.partial().shape })
  .meta({ id: 'AuthorizationV1', description: 'The same, flat; metadata that is not set is left out.' });

export const accessToken = z
  .object({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z.int().nullable().meta({ description: 'Seconds from now; null: no expiry known.' }),
    expires_at: z.int().nullable().meta({ description: 'Seconds since the epoch.' }),
    scope: z.string(),
  })
  .meta({ id: 'AccessToken' });

export type Authorization10 = z.infer<typeof authorization10>;
export type Authorization1 = z.infer<typeof authorization1>;
export type AccessTokenBody = z.infer<typeof accessToken>;

/** @param grants all of the user's: a provider's default grant says whether it is active */
export function toAuthorization10(provider: Provider, grants: readonly Grant[], urls: PublicUrls): Authorization10 {
  return {
    active: isActive(provider, grants),
    provider: provider.id,
    actions: actionsOf(provider, 'v1.0', urls),
    metadata: provider.metadata,
  };
}

export function toAuthorization1(provider: Provider, grants: readonly Grant[], urls: PublicUrls): Authorization1 {
  const set = Object.entries(provider.metadata).filter(([, value]) => value !== null);
  return {
    active: isActive(provider, grants),
    provider: provider.id,
    ...actionsOf(provider, 'v1', urls),
    ...Object.fromEntries(set),
  };
}

export function toAccessToken(given: GivenToken): AccessTokenBody {
  return {
    access_token: given.accessToken,
    token_type: given.tokenType,
    expires_in: given.expiresIn === null ? null : Math.floor(given.expiresIn / 1000),
    expires_at: given.expiresAt === null ? null : Math.floor(given.expiresAt / 1000),
    scope: given.scope,
  };
}

function isActive(provider: Provider, grants: readonly Grant[]): boolean {
  return grants.some((grant) => grant.provider === provider.id && grant.isDefault && grant.status === 'active');
}

function actionsOf(provider: Provider, version: LinkVersion, urls: PublicUrls) {
  const root = `/api/${version}/${encodeURIComponent(provider.id)}`;
  return {
    authorize: urls.authorize(version, provider.id),
    token: urls.of(`${root}/token`),
    revoke: urls.of(`${root}/revoke`),
  };
}
