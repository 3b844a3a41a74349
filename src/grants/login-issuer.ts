import type { OAuthClient } from '../providers/oauth-client.ts';
import { LOCAL_ISSUER } from '../users/user.store.ts';

/** The name of the issuer that people sign in at. @throws Problem `provider_unavailable` while it cannot be known */
export type LoginIssuer = () => Promise<string>;

/** @param login `undefined` where people sign in with local accounts alone: a local account's name says something there only */
export function loginIssuerOf(login: OAuthClient | undefined): LoginIssuer {
  return async () => (login === undefined ? LOCAL_ISSUER : (await login.server()).issuer);
}
