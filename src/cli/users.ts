import { hashPassword } from '../crypto/passwords.ts';
import { StartupError } from '../problem/problem.ts';
import { isAccountName, LocalAccountStore } from '../users/local-account.store.ts';
import { requireTables, withDatabase } from './database.ts';
import { readPassword } from './password.ts';

export interface NewUserFlags {
  role?: string[];
  email?: string;
  fullName?: string;
}

const SHORTEST = 8;
const LONGEST = 1024;

/** `tokenstore users add`: a local account. The password comes from the terminal, or through a pipe. */
export async function addUser(name: string, { role = [], email, fullName }: NewUserFlags): Promise<void> {
  if (!isAccountName(name)) {
    throw new StartupError('That is no name for an account: no colon, no control character, no space at its ends.');
  }
  const bad = role.find((one) => !/^[^\s,]+$/.test(one));
  if (bad !== undefined) throw new StartupError(`"${bad}" is not the name of a role (no white space, no comma).`);
  await withAccounts(async (accounts, hasLocalAccounts) => {
    const passwordHash = await newPassword(name);
    const account = { name, passwordHash, fullName: fullName ?? null, email: email ?? null, roles: [...new Set(role)] };
    if (!(await accounts.add(account))) {
      throw new StartupError(`There is an account ${name} already. A new password: tokenstore users password ${name}`);
    }
    say(`${name} may sign in${hasLocalAccounts ? '' : ' once LOCAL_ACCOUNTS is true'}.`);
  });
}

/** `tokenstore users password`. */
export async function setPassword(name: string): Promise<void> {
  await withAccounts(async (accounts) => {
    if ((await accounts.find(name)) === undefined) throw unknown(name);
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
export async function listUsers(): Promise<void> {
  await withAccounts(async (accounts) => {
    for (const { name, fullName, email, roles, disabled } of await accounts.list()) {
      const about = [fullName, email, roles.join(', '), disabled ? 'disabled' : ''].filter((one) => one);
      say([name, ...about].join(' · '));
    }
  });
}

async function newPassword(name: string): Promise<string> {
  const password = await readPassword(`Password of ${name}: `);
  if (password.length < SHORTEST) throw new StartupError(`A password has at least ${SHORTEST} characters.`);
  if (password.length > LONGEST || password.includes('\0')) throw new StartupError('That password is too long.');
  return hashPassword(password);
}

async function withAccounts(
  work: (accounts: LocalAccountStore, hasLocalAccounts: boolean) => Promise<void>,
): Promise<void> {
  await withDatabase(async (connection, settings) => {
    await requireTables(connection);
    await work(new LocalAccountStore(connection), settings.LOCAL_ACCOUNTS);
  });
}

function unknown(name: string): StartupError {
  return new StartupError(`There is no account ${name}. Those of HTPASSWD_FILE are kept there.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
