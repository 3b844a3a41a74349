/**
 * Every error that a caller may see, by its stable code. `docs/errors.md` is generated from this table.
 * `status` is that of the API's version 2; the first edition's dialects override a few (api/v1/).
 */
export const PROBLEMS = {
  unauthenticated: {
    status: 401,
    title: 'Sign in first',
    meaning: 'The request bears no credential, or one that is not accepted.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    meaning: 'The credential is good, but does not give the right that this needs.',
  },
  csrf: {
    status: 403,
    title: 'Request from another site refused',
    meaning: 'A session may change things only from the store’s own pages or from an origin in `CORS_ORIGINS`.',
  },
  unknown_provider: { status: 404, title: 'Unknown provider', meaning: 'No provider of that id is configured.' },
  not_found: { status: 404, title: 'Not found', meaning: 'There is nothing here, or nothing that you may know of.' },
  not_linked: {
    status: 404,
    title: 'No account connected',
    meaning: 'The user has not connected an account at this provider.',
  },
  reauth_required: {
    status: 409,
    title: 'The account must be connected anew',
    meaning: 'The provider no longer accepts the grant: `reason` says why, `authorize` is the address that mends it.',
  },
  state_invalid: {
    status: 400,
    title: 'This sign-in or connection attempt is not known',
    meaning:
      'The `state` or ticket is unknown, used, older than ten minutes, or begun in another session. Start again.',
  },
  invalid_request: {
    status: 400,
    title: 'Invalid request',
    meaning: 'The request does not have the documented form; `errors` lists where.',
  },
  return_url_not_allowed: {
    status: 400,
    title: 'Return address not allowed',
    meaning: 'The return address is not among `RETURN_URLS`.',
  },
  wrong_account: {
    status: 409,
    title: 'Another account was chosen',
    meaning: 'The account chosen at the provider is not the one that is connected, or not the user’s own.',
  },
  registration_closed: {
    status: 409,
    title: 'Nobody can register now',
    meaning:
      'The workshop has no place left or is not open; `reason`: `full`, `not_begun`, `closed`, `over`, `ending`.',
  },
  body_too_large: {
    status: 413,
    title: 'Request too large',
    meaning: 'The body is larger than 64 KiB, or the headers are too large.',
  },
  rate_limited: { status: 429, title: 'Too many requests', meaning: 'Wait for `Retry-After` seconds.' },
  provider_unavailable: {
    status: 503,
    title: 'The provider does not answer',
    meaning: 'The provider is down, slow or refuses for now; nothing is lost. Try again after `Retry-After` seconds.',
  },
  provider_misconfigured: {
    status: 503,
    title: 'The provider refuses the store itself',
    meaning: 'The operator must look at the client id, secret or scopes of this provider. Grants are untouched.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database does not answer',
    meaning: 'Try again after `Retry-After` seconds; the store recovers by itself.',
  },
  internal: { status: 500, title: 'Internal error', meaning: 'A fault of the store. The log has the request id.' },
} as const satisfies Record<string, ProblemTraits>;

/** What there is to say of a code. */
export interface ProblemTraits {
  readonly status: number;
  /** For people, in a few words. */
  readonly title: string;
  /** For the documentation, in a sentence. */
  readonly meaning: string;
}

export type StoreProblemCode = keyof typeof PROBLEMS;
/** A plugin's own: `<noun>.<what is wrong>`, so that it is never one of the store's. */
export type PluginProblemCode = `${string}.${string}`;
export type ProblemCode = StoreProblemCode | PluginProblemCode;

/** A code with all that there is to say of it: how a plugin speaks of its own. */
export interface ProblemKind extends ProblemTraits {
  readonly code: ProblemCode;
}

/** @param code one of the table, or a plugin's with its traits */
export function kindOf(code: StoreProblemCode | ProblemKind): ProblemKind {
  return typeof code === 'string' ? { code, ...PROBLEMS[code] } : code;
}

/** What the callback adds to the return address as `error=` where it is none of the codes above. */
export const LINK_ERRORS = {
  access_denied: 'The person refused at the provider.',
  provider_error: 'The provider answered with an error of its own; the log names it.',
  scopes_reduced: 'Fewer scopes were given than the account already had here: what was held is kept.',
  link_failed: 'The provider’s answer did not pass a security check (issuer, audience, nonce, signature).',
} as const satisfies Record<string, string>;

export type LinkError = keyof typeof LINK_ERRORS;
