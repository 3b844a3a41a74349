/** Why a grant was not imported. Nothing of it is left here, and the line may be tried again once it is mended. */
export const REFUSALS = {
  unknown_provider: 'No provider of that id is configured.',
  forbidden: 'This credential does not administer grants at that provider.',
  no_refresh_tokens: 'This provider gives none (REFRESH_STYLE is none): people connect in a browser.',
  unknown_user: 'There is no such user: an id of this store, or the subject at the issuer where people sign in.',
  user_disabled: 'That user is disabled.',
  refresh_off: 'This copy of the store spends no refresh tokens (REFRESH, or another BASE_URL): nothing was sent.',
  refused: 'The provider does not take this refresh token from this client any more.',
  wrong_account: 'The provider says that this is another account than the line does, or one that may not be connected.',
  anothers: 'This refresh token was imported for another user.',
  ended: 'It was imported before, and has ended since: its user connects the account anew.',
  provider_unavailable: 'The provider does not answer, or its RATE is used up. Try the line again.',
  provider_misconfigured: 'The provider refuses the store itself: look at client id and secret (tokenstore doctor).',
} as const satisfies Record<string, string>;

export type Refusal = keyof typeof REFUSALS;

/** What became of one refresh token. */
export type ImportResult =
  | { status: 'imported'; grantId: string }
  /** Nothing was changed: the same token, or a grant of the same account that works. */
  | { status: 'already_there'; grantId: string }
  /** It is kept, sealed, and nobody knows yet what the provider says of it: the same line finishes it. */
  | { status: 'pending'; grantId: string }
  | { status: 'refused'; reason: Refusal };
