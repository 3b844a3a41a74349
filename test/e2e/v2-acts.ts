import type { Browser, Person } from '../support/browser.ts';
import type { TestDatabaseKind } from '../support/databases.ts';
import { databaseOf } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { bearer, call, jsonOf, signedIn, type Answer } from './acts.ts';

/** What callers of v2 do in these tests. */

export interface GrantBody {
  id: string;
  provider: string;
  account: { subject: string | null; label: string | null };
  label: string | null;
  default: boolean;
  scopes: Record<'requested' | 'granted' | 'missing', string[]>;
  status: string;
  reason: string | null;
  [other: string]: unknown;
}

export interface Ask {
  method?: string;
  /** Sent as JSON. */
  data?: unknown;
  headers?: Record<string, string>;
}

/** A store with two providers that rotate, idp1 and idp2; of idp2, tokens can be ended one by one. */
export interface Pair {
  store: TestStore;
  /** Nobody has been here, nothing is intercepted. */
  renew: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startPair({ fresh }: TestDatabaseKind): Promise<Pair> {
  const database = await fresh();
  const store = await startStore({
    databaseUrl: database.url,
    providers: { idp1: { rotation: 'strict' }, idp2: { rotation: 'strict' } },
    env: { IDP2_REVOKES_SINGLY: 'true' },
  });
  return {
    store,
    async renew() {
      for (const provider of Object.values(store.providers)) {
        provider.intercept.clear();
        provider.calls.reset();
      }
      await databaseOf(store).write('DELETE FROM users RETURNING id');
    },
    async stop() {
      await store.stop();
      await database.drop();
    },
  };
}

/** A request to v2 by a service that has a person's access token. */
export async function ask(store: TestStore, path: string, { method, data, headers = {} }: Ask = {}, sub = 'alice') {
  return call(`${store.base}/api/v2/${path}`, {
    method: method ?? (data === undefined ? 'GET' : 'POST'),
    headers: {
      ...(await bearer(store, sub)),
      ...(data !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  });
}

export async function grantsOf(store: TestStore, query = '', sub = 'alice'): Promise<GrantBody[]> {
  return (jsonOf(await ask(store, `grants?${query}`, {}, sub)) as { items: GrantBody[] }).items;
}

export function grantOf(answer: Answer): GrantBody {
  return jsonOf(answer) as GrantBody;
}

/**
 * Connects an account by v2: a service begins, and the person's browser, in which nobody is signed in at the provider,
 * finishes. @returns where the browser ends, without the store's address
 */
export async function connect(
  store: TestStore,
  wish: { provider: string; scope?: string; account?: string; label?: string },
  { at, of = { login: 'alice' }, browser }: { at: Person; of?: Person; browser?: Browser },
): Promise<string> {
  const begun = await ask(store, 'grants', { data: { ...wish, return_url: '/api/whoami' } }, of.login);
  const url = String(jsonOf(begun)['authorization_url']);
  const page = await (browser ?? (await signedIn(store, of))).walk(url, at);
  return page.url.replace(`${store.base}/api/whoami`, '');
}

/** The id of the only grant that this account has. */
export async function idOf(store: TestStore, provider: string, subject: string): Promise<string> {
  const found = (await grantsOf(store, `provider=${provider}`)).filter(({ account }) => account.subject === subject);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} grants of ${subject} at ${provider}`);
  return one.id;
}
