import { ApiKeyStore, type ApiKey, type KeyOwner } from '../api-keys/api-key.store.ts';
import { newKey, renderKey, toKeyWish } from '../api/v2/api-keys.ts';
import { ManageKeys } from '../auth/api-key/manage-keys.ts';
import { parseDuration } from '../settings/types/duration.ts';
import { UserDirectory } from '../users/user-directory.ts';
import { withApplication } from './application.ts';
import { checked } from './checked.ts';
import { allOf } from './every.ts';
import { findUser } from './find-user.ts';
import { say, sayBeside, sayJson } from './say.ts';
import { dateOf, minuteOf, tableOf } from './table.ts';
import { withTables } from './tables.ts';
import { UsageError } from './usage-error.ts';

export interface OwnerFlags {
  user?: string;
  client?: string;
}

export interface NewKeyFlags extends OwnerFlags {
  name: string;
  scope?: string[];
  provider?: string[];
  expiresIn?: string;
}

/** `tokenstore apikey create`: the key alone on standard output. @throws UsageError, Problem */
export async function createKey(flags: NewKeyFlags): Promise<void> {
  const { name, scope, provider, expiresIn } = flags;
  const body = checked(newKey, {
    name,
    ...(scope !== undefined && { scopes: scope }),
    ...(provider !== undefined && { providers: provider }),
    ...(expiresIn !== undefined && { expires_in: secondsOf(expiresIn) }),
  });
  await withApplication(async (app) => {
    const owner = await ownerOf(app.get(UserDirectory, { strict: false }), flags);
    if (owner === undefined) throw new UsageError('Say whose the key shall be: --user or --client.');
    const { key, text } = await app.get(ManageKeys, { strict: false }).issue(owner, toKeyWish(body));
    const end = key.expiresAt === null ? 'until it is revoked' : `until ${minuteOf(key.expiresAt)} UTC`;
    sayBeside(`Key ${key.id} (${key.scopes.join(' ')}), ${end}. It is shown now and never again:`);
    say(text);
  });
}

/** `tokenstore apikey list`: the newest first, those that expired among them. */
export async function listKeys({ json, ...flags }: OwnerFlags & { json?: true }): Promise<void> {
  await withTables(async ({ database }) => {
    const owner = (await ownerOf(new UserDirectory(database), flags)) ?? 'all';
    const store = new ApiKeyStore(database);
    const keys = await allOf((wish) => store.list(owner, wish));
    if (json === true) sayJson(keys.map(renderKey));
    else for (const line of tableOf(keys.map(cellsOf))) say(line);
  });
}

/** `tokenstore apikey revoke`: refused from the next request on, on every replica. @throws Problem */
export async function revokeKey(id: string): Promise<void> {
  await withApplication(async (app) => {
    // What was copied out of a log or a settings file may be the key itself.
    const name = /^(?:tsk_)?([0-9A-Za-z]{12})(?:_|$)/.exec(id)?.[1];
    if (name === undefined) throw new UsageError('That is not the id of a key: see tokenstore apikey list.');
    await app.get(ManageKeys, { strict: false }).delete(undefined, name);
    say(`${name} is revoked.`);
  });
}

async function ownerOf(directory: UserDirectory, { user, client }: OwnerFlags): Promise<KeyOwner | undefined> {
  if (user !== undefined && client !== undefined) throw new UsageError('Either --user or --client.');
  if (client !== undefined) return { client };
  return user === undefined ? undefined : { user: (await findUser(directory, user)).id };
}

function secondsOf(text: string): number {
  const span = parseDuration(text);
  if (span === undefined || span === 0) throw new UsageError(`--expires-in ${text} is no duration such as 12h or 90d.`);
  return span / 1000;
}

function cellsOf({ id, name, userId, clientId, scopes, expiresAt }: ApiKey): string[] {
  const about = [name, scopes.join(' '), ...(expiresAt === null ? [] : [`until ${dateOf(expiresAt)}`])];
  return [id, userId ?? clientId ?? '', about.join(' · ')];
}
