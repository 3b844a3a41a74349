import type { AuditLog } from '../../audit/audit-log.ts';
import type { SignedInBrowsers } from '../../sessions/signed-in-browsers.ts';
import type { UserDirectory } from '../../users/user-directory.ts';
import type { GrantStore } from '../grant.store.ts';
import type { RevokeGrant } from './revoke-grant.ts';

export interface RemoveUserParts {
  directory: UserDirectory;
  grants: GrantStore;
  revokeGrant: RevokeGrant;
  browsers: SignedInBrowsers;
  audit: AuditLog;
}

/** What was ended of a user's. */
export interface Removed {
  /** Grants that were ended. */
  grants: number;
  /** Of these, as many as a provider did not confirm. */
  unconfirmed: number;
}

/**
 * Removes a user, with all that is theirs: their grants are ended at the providers first, as far as that goes. What stops
 * half way leaves the user disabled, and is finished by the next try.
 */
export async function removeUser(
  { directory, grants, revokeGrant, browsers, audit }: RemoveUserParts,
  userId: string,
): Promise<Removed> {
  // From now on nothing is linked, refreshed or handed out.
  await directory.setDisabled(userId, true);
  await browsers.endOf(userId);
  const removed = { grants: 0, unconfirmed: 0 };
  for (const { id, status } of await grants.listOf(userId)) {
    if (status === 'revoked') continue;
    removed.grants += 1;
    if (!(await revokeGrant.revoke(undefined, id))) removed.unconfirmed += 1;
  }
  await directory.remove(userId);
  audit.record({ action: 'admin', outcome: 'user removed', by: undefined, userId, subject: userId });
  return removed;
}
