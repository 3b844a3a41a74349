import type { Statements } from '../../database/connection.ts';
import type { Granted } from '../granted.ts';
import type { GrantVault, Holder } from '../vault.ts';

/** Narrowed tokens of one grant that are kept, the newest: callers choose their scopes, and need not be sensible. */
const MOST_VARIANTS = 16;

/** Puts a variant's newest access token in its row, within the transaction that moved the grant's generation. */
export async function putToken(
  statements: Statements,
  vault: GrantVault,
  holder: Holder,
  variant: string,
  granted: Granted,
  generation: number,
): Promise<void> {
  await statements.rows(
    `INSERT INTO grant_tokens (grant_id, variant, access_token, token_type, scope, issued_at, expires_at, generation)
     VALUES ($1, $2, $3, $4, COALESCE($5, (SELECT scope_granted FROM grants WHERE id = $1)), $6, $7, $8)
     ON CONFLICT (grant_id, variant) DO UPDATE SET access_token = excluded.access_token,
       token_type = excluded.token_type, scope = excluded.scope, issued_at = excluded.issued_at,
       expires_at = excluded.expires_at, generation = excluded.generation
     RETURNING grant_id`,
    [
      holder.grantId,
      variant,
      vault.sealAccessToken(granted.accessToken, holder, variant),
      granted.tokenType,
      granted.scope ?? null,
      granted.issuedAt,
      granted.expiresAt,
      generation,
    ],
  );
  if (variant === '') return;
  await statements.rows(
    `DELETE FROM grant_tokens WHERE grant_id = $1 AND variant <> '' AND variant NOT IN (
       SELECT variant FROM grant_tokens WHERE grant_id = $1 AND variant <> '' ORDER BY generation DESC LIMIT ${MOST_VARIANTS})
     RETURNING variant`,
    [holder.grantId],
  );
}
