import { renderListedGrant } from '../api/v2/admin.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import type { Page, PageWish } from '../database/page.ts';
import { GrantOverview, type ListedGrant } from '../grants/admin/grant-overview.ts';
import type { GrantStatus } from '../grants/grant.entity.ts';
import { RevokeGrant } from '../grants/revoke/revoke-grant.ts';
import { UserDirectory } from '../users/user-directory.ts';
import { withApplication } from './application.ts';
import { allOf, every } from './every.ts';
import { findUser } from './find-user.ts';
import { say, sayJson } from './say.ts';
import { tableOf } from './table.ts';
import { withTables } from './tables.ts';
import { UsageError } from './usage-error.ts';

export interface GrantFlags {
  user?: string;
  provider?: string;
  status?: GrantStatus;
  json?: true;
}

/** `tokenstore grants list`: the newest first. */
export async function listGrants({ json, ...flags }: GrantFlags): Promise<void> {
  await withTables(async ({ database }) => {
    const grants = await allOf(await chosen(database, flags));
    if (json === true) sayJson(grants.map(renderListedGrant));
    else for (const line of tableOf(grants.map(cellsOf))) say(line);
  });
}

/** `tokenstore grants export`: a line of JSON each, as the API lists them: no token is among them. */
export async function exportGrants(flags: GrantFlags): Promise<void> {
  await withTables(async ({ database }) => {
    for await (const grant of every(await chosen(database, flags))) say(JSON.stringify(renderListedGrant(grant)));
  });
}

/** `tokenstore grants revoke`: at the provider as well as that goes, then here for certain. @throws UsageError */
export async function revokeGrants(ids: readonly string[]): Promise<void> {
  await withApplication(async (app) => {
    const overview = app.get(GrantOverview, { strict: false });
    const grants = await Promise.all(ids.map((id) => mustFind(overview, id)));
    for (const { id, provider, status, user } of grants) {
      if (status === 'revoked') {
        say(`${id}: ended before`);
        continue;
      }
      const confirmed = await app.get(RevokeGrant, { strict: false }).revoke(undefined, id);
      app.get(AuditLog, { strict: false }).record({
        ...{ action: 'admin', outcome: 'grant revoked', by: undefined },
        ...{ userId: user.id, provider, grantId: id, subject: id },
      });
      say(`${id}: ${confirmed ? 'revoked' : `revoked here only: ${provider} did not confirm`}`);
    }
  });
}

async function chosen(
  database: Database,
  { user, provider, status }: GrantFlags,
): Promise<(wish: PageWish) => Promise<Page<ListedGrant>>> {
  const overview = new GrantOverview(database);
  const userId = user === undefined ? undefined : (await findUser(new UserDirectory(database), user)).id;
  return (wish) => overview.list({ userId, provider, status }, wish);
}

async function mustFind(overview: GrantOverview, id: string): Promise<ListedGrant> {
  const grant = id.includes('\0') ? undefined : await overview.find(id);
  if (grant === undefined) throw new UsageError(`There is no grant ${id}: nothing was changed.`);
  return grant;
}

function cellsOf({ id, provider, status, label, account }: ListedGrant): string[] {
  return [id, provider, status, label ?? account];
}
