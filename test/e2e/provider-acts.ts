import { freshSqlite } from '../support/databases.ts';
import type { ClientMetadata, IdentityProvider, IdentityProviderOptions } from '../support/identity-provider.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { alice, type Answer } from './acts.ts';
import { ask, connect } from './v2-acts.ts';

/** A store with one real provider, `idp`, which knows the store as the test says. */
export interface Stand {
  store: TestStore;
  idp: IdentityProvider;
  link: () => Promise<string>;
  token: () => Promise<Answer>;
  stop: () => Promise<void>;
}

export interface StandOptions {
  idp?: IdentityProviderOptions;
  /** Settings of the provider, without its id in front. */
  knobs?: Env;
  /** Further settings. */
  env?: Env;
  /** How the provider knows the store, besides its id and redirect URIs. */
  client?: Partial<ClientMetadata> | undefined;
}

export async function startStand({ idp = {}, knobs = {}, env = {}, client }: StandOptions): Promise<Stand> {
  const database = await freshSqlite();
  const own = Object.fromEntries(Object.entries(knobs).map(([name, value]) => [`IDP_${name}`, value]));
  const store = await startStore({ databaseUrl: database.url, providers: { idp }, env: { ...own, ...env } });
  const provider = store.providers['idp']!;
  if (client !== undefined) {
    provider.addClient({ client_id: 'store', redirect_uris: [`${store.base}/api/v1.0/idp/redirect_uri`], ...client });
  }
  return {
    store,
    idp: provider,
    link: () => connect(store, { provider: 'idp' }, { at: alice }),
    token: () => ask(store, 'token/idp'),
    async stop() {
      await store.stop();
      await database.drop();
    },
  };
}

/** A token as v2 gives it. */
export interface Given {
  access_token: string;
  token_type: string;
  dpop_key?: Record<string, string>;
}

export function givenIn(answer: Answer): Given {
  if (answer.status !== 200) throw new Error(`no token, but ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as Given;
}
