import type { Statements } from '../database/connection.ts';
import type { Holder } from './vault.ts';

/**
 * The default of a user's grants at a provider: the one that is meant when none is named. There is at most one (a unique
 * index), and each of these moves it within the caller's transaction.
 */

/** What moves a person's defaults comes one after the other, lest two grants become the default at once. */
export async function oneAtATime(statements: Statements, userId: string): Promise<void> {
  await statements.rows('UPDATE users SET seen_at = seen_at WHERE id = $1 RETURNING id', [userId]);
}

interface AccountAtProvider {
  userId: string;
  provider: string;
  account: string;
}

/** Takes the mark off the account that has it, if it has to give way. @returns whether this link's account gets it */
export async function makeRoomForDefault(
  statements: Statements,
  { userId, provider, account, careful = false }: AccountAtProvider & { careful?: boolean },
): Promise<boolean> {
  // An ended grant does not stay the default beside one that works.
  await statements.rows(
    `UPDATE grants SET is_default = false
     WHERE user_id = $1 AND provider = $2 AND account <> $3 AND is_default = true${careful ? " AND status = 'revoked'" : ''}
     RETURNING id`,
    [userId, provider, account],
  );
  const others = await statements.rows(
    'SELECT id FROM grants WHERE user_id = $1 AND provider = $2 AND account <> $3 AND is_default = true',
    [userId, provider, account],
  );
  return others.length === 0;
}

/** Makes a grant the default. */
export async function moveDefault(statements: Statements, { grantId, userId, provider }: Holder): Promise<void> {
  await statements.rows(
    `UPDATE grants SET is_default = false
     WHERE user_id = $1 AND provider = $2 AND id <> $3 AND is_default = true RETURNING id`,
    [userId, provider, grantId],
  );
  await statements.rows('UPDATE grants SET is_default = true WHERE id = $1 RETURNING id', [grantId]);
}

/** From a grant that has just ended to the oldest that works, else to the oldest that could be mended. */
export async function passOnDefault(statements: Statements, { grantId, userId, provider }: Holder): Promise<void> {
  const [heir] = await statements.rows<{ id: string }>(
    `SELECT id FROM grants
     WHERE user_id = $1 AND provider = $2 AND status <> 'revoked'
       AND EXISTS (SELECT 1 FROM grants ended WHERE ended.id = $3 AND ended.is_default = true)
     ORDER BY CASE WHEN status = 'active' THEN 0 ELSE 1 END, created_at, id LIMIT 1`,
    [userId, provider, grantId],
  );
  if (heir !== undefined) await moveDefault(statements, { grantId: heir.id, userId, provider });
}
