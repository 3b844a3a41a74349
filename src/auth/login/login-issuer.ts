import type { UserPrincipal } from '../../principal/principal.ts';
import type { AuthorizationSecrets } from '../../providers/authorization-request.ts';
import type { Recognition } from '../identity.ts';

/** What binds the browser that comes back to the one that left. */
export type LoginSecrets = AuthorizationSecrets & { state: string };

export interface SignedIn {
  principal: UserPrincipal;
  /** For the `id_token_hint` of a logout. */
  idToken?: string | undefined;
}

/** Where people prove who they are, and come back from with a code. */
export interface LoginIssuer {
  /** Where the browser is sent. @throws Problem `provider_unavailable`, `provider_misconfigured` */
  begin(secrets: LoginSecrets): Promise<string>;
  /**
   * Who came back.
   * @param query as the browser brought it, `state` included
   * @throws Problem `unauthenticated`, `forbidden`, `provider_unavailable`, `provider_misconfigured`
   */
  finish(query: URLSearchParams, secrets: LoginSecrets, how: Recognition): Promise<SignedIn>;
  /**
   * Where the browser ends its session there too; `undefined` where that cannot be, or not with that return address.
   * @param returnUrl absolute and allowed; `undefined`: our own page
   * @throws Problem `provider_unavailable`
   */
  end(returnUrl: string | undefined, idToken: string | undefined): Promise<string | undefined>;
}
