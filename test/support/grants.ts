import { Database } from '../../src/database/database.ts';
import type { GrantEntity } from '../../src/grants/grant.entity.ts';
import { Browser } from './browser.ts';
import type { TestStore } from './store.ts';

/** A person with a session, and a bearer token for the services that act for them. */
export interface Person {
  name: string;
  browser: Browser;
  bearer: string;
  /** `GET /api/v1/<provider>/token` as a service. */
  token(provider: string): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
}

export async function signIn(store: Pick<TestStore, 'base' | 'login'>, name = 'alice'): Promise<Person> {
  const browser = new Browser();
  await browser.signInAt(`${store.base}/api/oidc/login?return_url=/api/whoami`, { login: name });
  const bearer = await store.login.issueAccessToken({ sub: name, aud: 'tokenstore-api' });
  return {
    name,
    browser,
    bearer,
    async token(provider) {
      const answer = await fetch(`${store.base}/api/v1/${provider}/token`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
    },
  };
}

/** Connects an account; fails where the callback brought an error. */
export async function connect(store: Pick<TestStore, 'base'>, person: Person, provider: string): Promise<void> {
  const url = `${store.base}/api/v1.0/${provider}/authorize?return_url=/api/whoami`;
  const page = await person.browser.walk(url, { login: person.name });
  if (!page.url.endsWith(`linked=${provider}`)) throw new Error(`not linked: ${page.url}`);
}

export function databaseOf(store: TestStore): Database {
  return store.service.app.get(Database, { strict: false });
}

/** Lets every access token's time be over, without waiting for it. */
export async function expireTokens(store: TestStore): Promise<void> {
  const database = databaseOf(store);
  await database.write(
    `UPDATE grant_tokens SET issued_at = ${database.now} - 3600000, expires_at = ${database.now} - 1000 RETURNING grant_id`,
  );
}

/** Lets nobody rest after a failure. */
export async function endRest(store: TestStore): Promise<void> {
  await databaseOf(store).write('UPDATE grants SET retry_at = NULL RETURNING id');
}

/** The only grant at a provider, as its row stands. */
export async function grantRow(store: TestStore, provider: string): Promise<GrantEntity> {
  const rows = await databaseOf(store).read<GrantEntity>('SELECT * FROM grants WHERE provider = $1', [provider]);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} grants at ${provider}`);
  return row;
}
