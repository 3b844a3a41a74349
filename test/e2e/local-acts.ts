import { hashPassword } from '../../src/crypto/passwords.ts';
import { Database } from '../../src/database/database.ts';
import { LocalAccountStore } from '../../src/users/local-account.store.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { call, whoami, type Answer } from './acts.ts';

/** Of every account that these tests make. */
export const PASSWORD = 'correct horse: battery';
const passwordHash = hashPassword(PASSWORD);

/** A line of an htpasswd file whose password is `rasmuslerdorf`, of the PHP manual. */
export const LISTED = '$2y$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi';

/** A store with the local accounts ann, who has a name, an address and a role, and bob. */
export async function startWithAccounts(env: Env = {}): Promise<TestStore> {
  const store = await startStore({
    databaseUrl: 'sqlite://:memory:',
    providers: { idp1: {} },
    env: { LOCAL_ACCOUNTS: 'true', RATE_LIMIT_ANONYMOUS: 'off', ...env },
  });
  await addAccount(store, 'ann', { fullName: 'Ann Example', email: 'ann@example.org', roles: ['staff'] });
  await addAccount(store, 'bob');
  return store;
}

export async function addAccount(
  store: TestStore,
  name: string,
  about: { fullName?: string; email?: string; roles?: string[] } = {},
): Promise<void> {
  const { fullName = null, email = null, roles = [] } = about;
  await accountsOf(store).add({ name, passwordHash: await passwordHash, fullName, email, roles });
}

export function accountsOf(store: TestStore): LocalAccountStore {
  return new LocalAccountStore(store.service.app.get(Database, { strict: false }));
}

export function basic(name: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

/** Who am I, by HTTP Basic? */
export async function askAs(store: TestStore, name: string, password: string): Promise<Answer> {
  return call(whoami(store), { headers: basic(name, password) });
}
