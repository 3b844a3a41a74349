import { ApiKeyStore } from '../api-keys/api-key.store.ts';
import { renderListedGrant, renderUser } from '../api/v2/admin.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import { GrantOverview, type ListedGrant } from '../grants/admin/grant-overview.ts';
import { GrantStore } from '../grants/grant.store.ts';
import { removeUser } from '../grants/revoke/remove-user.ts';
import { RevokeGrant } from '../grants/revoke/revoke-grant.ts';
import { SignedInBrowsers } from '../sessions/signed-in-browsers.ts';
import { UserDirectory, type ListedUser } from '../users/user-directory.ts';
import { withApplication } from './application.ts';
import { confirm } from './confirm.ts';
import { counted } from './counted.ts';
import { allOf } from './every.ts';
import { findUser } from './find-user.ts';
import { say, sayJson } from './say.ts';
import { minuteOf, tableOf } from './table.ts';
import { withTables } from './tables.ts';

/** `tokenstore users list --all`: everybody who has been here, the newest first. */
export async function listEverybody({ json }: { json?: true }): Promise<void> {
  await withTables(async ({ database }) => {
    const directory = new UserDirectory(database);
    const users = await allOf((wish) => directory.list({}, wish));
    if (json === true) sayJson(users.map(renderUser));
    else for (const line of tableOf(users.map(cellsOf))) say(line);
  });
}

/** `tokenstore users show`: a user, and what is theirs. */
export async function showUser(name: string, { json }: { json?: true }): Promise<void> {
  await withTables(async ({ database }) => {
    const user = await findUser(new UserDirectory(database), name);
    const grants = await grantsOf(database, user.id);
    const apiKeys = (await allOf((wish) => new ApiKeyStore(database).list({ user: user.id }, wish))).length;
    if (json === true) {
      sayJson({ ...renderUser(user), grants: grants.map(renderListedGrant), api_keys: apiKeys });
      return;
    }
    for (const line of tableOf(aboutUser(user, apiKeys))) say(line);
    say('');
    say(grants.length === 0 ? 'No grants.' : 'Grants:');
    for (const line of tableOf(
      grants.map(({ id, provider, status, label, account }) => [id, provider, status, label ?? account]),
    ))
      say(`  ${line}`);
  });
}

/** `tokenstore users remove`: ends their grants at the providers, then removes all that is theirs. Audited events stay. */
export async function removeKnownUser(name: string, { yes }: { yes?: true }): Promise<void> {
  await withApplication(async (app) => {
    const directory = app.get(UserDirectory, { strict: false });
    const grants = app.get(GrantStore, { strict: false });
    const user = await findUser(directory, name);
    const held = (await grants.listOf(user.id)).filter(({ status }) => status !== 'revoked').length;
    await confirm(`Remove ${name} (${user.id}), and end ${counted(held, 'grant')}?`, yes === true);
    const removed = await removeUser(
      {
        ...{ directory, grants, revokeGrant: app.get(RevokeGrant, { strict: false }) },
        ...{ browsers: app.get(SignedInBrowsers, { strict: false }), audit: app.get(AuditLog, { strict: false }) },
      },
      user.id,
    );
    say(`${name} is removed, with ${counted(removed.grants, 'grant')}.`);
    if (removed.unconfirmed > 0) {
      say(`${removed.unconfirmed} of them were ended here only: the provider did not confirm.`);
    }
  });
}

function grantsOf(database: Database, userId: string): Promise<ListedGrant[]> {
  const overview = new GrantOverview(database);
  return allOf((wish) => overview.list({ userId }, wish));
}

function cellsOf({ id, subject, name, email, disabledAt }: ListedUser): string[] {
  return [id, subject, [name, email, disabledAt === null ? null : 'disabled'].filter((one) => one).join(' · ')];
}

function aboutUser(user: ListedUser, apiKeys: number): [string, string][] {
  return [
    ['id', user.id],
    ['subject', user.subject],
    ['issuer', user.issuer],
    ['name', user.name ?? ''],
    ['e-mail', user.email ?? ''],
    ['roles', user.roles.join(', ')],
    ['since', minuteOf(user.createdAt)],
    ['seen', minuteOf(user.seenAt)],
    ...(user.disabledAt === null ? [] : [['disabled', minuteOf(user.disabledAt)] satisfies [string, string]]),
    ['API keys', String(apiKeys)],
  ];
}
