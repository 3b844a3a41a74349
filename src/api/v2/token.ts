import { z } from 'zod';
import type { GivenToken, TokenRequest } from '../../grants/token/give-token.ts';
import { scopesOf } from '../../providers/scopes.ts';
import { SCOPE_LIST } from '../../settings/types/scope.ts';

/** Thirty days: nobody means more, and a token's own half-life is the limit anyway. */
const LONGEST_TTL = 30 * 24 * 3600;

/** RFC 6749 section 3.3. */
export const scopeText = z.string().max(1_000).regex(SCOPE_LIST, 'is not a list of scopes separated by single blanks');

/** Text that is looked for in the database: PostgreSQL takes no NUL. */
export const plainText = z
  .string()
  .min(1)
  .max(250)
  .regex(/^\P{Cc}*$/u, 'has control characters');

const account = plainText
  .optional()
  .meta({ description: 'Which account: the id of a grant, or the subject at the provider. Else the default.' });
const scope = scopeText
  .optional()
  .meta({ description: 'No more than these. A token that is not exactly as narrow is refused, never handed out.' });
const MIN_TTL = 'Seconds that the token should live at least; never more than half of its lifetime is waited for.';

export const tokenQuery = z.object({
  min_ttl: z.coerce.number().int().min(0).max(LONGEST_TTL).default(0).meta({ description: MIN_TTL }),
  account,
  scope,
});

export const tokenBody = z
  .object({
    min_ttl: z.int().min(0).max(LONGEST_TTL).default(0).meta({ description: MIN_TTL }),
    account,
    scope,
    force: z
      .boolean()
      .default(false)
      .meta({ description: 'The token of `generation` was rejected: give a newer one.' }),
    generation: z.int().min(0).optional(),
  })
  .refine(({ force, generation }) => !force || generation !== undefined, {
    path: ['generation'],
    message: 'names the token that was rejected',
  })
  .meta({ id: 'TokenWish' });

export const tokenAnswer = z
  .object({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z.int().nullable().meta({ description: 'Seconds from now; null: no expiry known.' }),
    expires_at: z.int().nullable().meta({ description: 'Seconds since the epoch.' }),
    scope: z.string(),
    grant_id: z.string(),
    generation: z.int().meta({ description: 'Names this token, should it be rejected.' }),
    metadata: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'What the provider said of the grant besides, where it did: an instance, a company.' }),
    dpop_key: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'With `token_type` DPoP: the private JWK that signs the proofs (RFC 9449).' }),
  })
  .meta({ id: 'Token' });

export type TokenWish = z.output<typeof tokenBody> | z.output<typeof tokenQuery>;

export function toTokenRequest(wish: TokenWish): TokenRequest {
  const isForced = 'force' in wish && wish.force;
  return {
    minTtl: wish.min_ttl * 1000,
    version: 'v2',
    account: wish.account,
    scopes: wish.scope === undefined ? undefined : scopesOf(wish.scope),
    rejected: isForced ? wish.generation : undefined,
  };
}

export function renderToken(given: GivenToken): z.infer<typeof tokenAnswer> {
  return {
    access_token: given.accessToken,
    token_type: given.tokenType,
    expires_in: given.expiresIn === null ? null : Math.floor(given.expiresIn / 1000),
    expires_at: given.expiresAt === null ? null : Math.floor(given.expiresAt / 1000),
    scope: given.scope,
    grant_id: given.grantId,
    generation: given.generation,
    ...(Object.keys(given.metadata).length > 0 && { metadata: given.metadata }),
    ...(given.proofKey !== undefined && { dpop_key: JSON.parse(given.proofKey) as Record<string, string> }),
  };
}
