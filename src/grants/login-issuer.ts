import type { OAuthClient } from '../providers/oauth-client.ts';
import type { HubSettings } from '../settings/hub.ts';
import { LOCAL_ISSUER } from '../users/user.store.ts';

/** The name of the issuer that people sign in at. @throws Problem `provider_unavailable` while it cannot be known */
export type LoginIssuer = () => Promise<string>;

/**
 * @param login `undefined` where people sign in with local accounts alone: a local account's name says something there only
 * @param hub where people sign in if this is its service
 */
export function loginIssuerOf(login: OAuthClient | undefined, hub: HubSettings | undefined): LoginIssuer {
  return async () => hub?.url ?? (login === undefined ? LOCAL_ISSUER : (await login.server()).issuer);
}
