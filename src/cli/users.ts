import { hashPassword } from '../crypto/passwords.ts';
import { isAccountName, LocalAccountStore } from '../users/local-account.store.ts';
import { bringUpToDate } from './bring-up-to-date.ts';
import { withDatabase } from './database.ts';
import { requireTables } from './require-tables.ts';
import { readPassword } from './password.ts';
import { say, sayJson } from './say.ts';
import { UsageError } from './usage-error.ts';

export interface NewUserFlags {
  role?: string[];
  email?: string;
  fullName?: string;
}

const SHORTEST = 8;
const LONGEST = 1024;

/**
 * `tokenstore users add`: a local account. The password comes from the terminal, or through a pipe. It may be the first
 * thing that is ever done here: the tables are made as the service would make them.
 */
export async function addUser(name: string, { role = [], email, fullName }: NewUserFlags): Promise<void> {
  if (!isAccountName(name)) {
    throw new UsageError('That is no name for an account: no colon, no control character, no space at its ends.');
  }
  const bad = role.find((one) => !/^[^\s,]+$/.test(one));
  if (bad !== undefined) throw new UsageError(`"${bad}" is not the name of a role (no white space, no comma).`);
  await withDatabase(async (connection, settings) => {
    await bringUpToDate(connection, settings);
    const accounts = new LocalAccountStore(connection);
    const passwordHash = await newPassword(name);
    const account = { name, passwordHash, fullName: fullName ?? null, email: email ?? null, roles: [...new Set(role)] };
    if (!(await accounts.add(account))) {
      throw new UsageError(`There is an account ${name} already. A new password: tokenstore users password ${name}`);
    }
    say(`${name} may sign in${settings.LOCAL_ACCOUNTS ? '' : ' once LOCAL_ACCOUNTS is true'}.`);
  });
}

/** `tokenstore users password`. */
export async function setPassword(name: string): Promise<void> {
  await withAccounts(async (accounts) => {
    if ((await accounts.find(name)) === undefined) throw unknown(name);
    const workshop = await accounts.workshopOf(name);
    if (workshop !== undefined) {
      // A password is kept in two forms there, which must be of the same one.
      throw new UsageError(`${name} registered for ${workshop}: tokenstore workshop reset ${workshop} ${name}`);
    }
    if (!(await accounts.setPassword(name, await newPassword(name)))) throw unknown(name);
    say(`The new password of ${name} counts from now on. Browsers that are signed in stay so.`);
  });
}

/** `tokenstore users disable`: sessions, keys and hand-outs of that user end as well. */
export async function disableUser(name: string): Promise<void> {
  await withAccounts(async (accounts) => {
    if (!(await accounts.disable(name))) throw unknown(name);
    say(`${name} is disabled: sessions, keys and tokens have ended.`);
  });
}

/** `tokenstore users enable`. */
export async function enableUser(name: string): Promise<void> {
  await withAccounts(async (accounts) => {
    if (!(await accounts.enable(name))) throw unknown(name);
    say(`${name} may sign in again.`);
  });
}

/** `tokenstore users list`. */
export async function listUsers({ json }: { json?: true }): Promise<void> {
  await withAccounts(async (accounts) => {
    if (json === true) {
      const all = await accounts.list();
      sayJson(all.map(({ fullName, ...rest }) => ({ ...rest, full_name: fullName })));
      return;
    }
    for (const { name, fullName, email, roles, disabled } of await accounts.list()) {
      const about = [fullName, email, roles.join(', '), disabled ? 'disabled' : ''].filter((one) => one);
      say([name, ...about].join(' · '));
    }
  });
}

async function newPassword(name: string): Promise<string> {
  const password = await readPassword(`Password of ${name}: `);
  if (password.length < SHORTEST) throw new UsageError(`A password has at least ${SHORTEST} characters.`);
  if (password.length > LONGEST || password.includes('\0')) throw new UsageError('That password is too long.');
  return hashPassword(password);
}

async function withAccounts(work: (accounts: LocalAccountStore) => Promise<void>): Promise<void> {
  await withDatabase(async (connection) => {
    await requireTables(connection);
    await work(new LocalAccountStore(connection));
  });
}

function unknown(name: string): UsageError {
  return new UsageError(`There is no account ${name}. Those of HTPASSWD_FILE are kept there.`);
}
