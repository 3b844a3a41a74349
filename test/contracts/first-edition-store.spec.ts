import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditStore } from '../../src/audit/audit.store.ts';
import { Fernet } from '../../src/crypto/fernet.ts';
import type { KeyRing } from '../../src/crypto/key-ring.ts';
import type { Database } from '../../src/database/database.ts';
import { openForeign } from '../../src/database/foreign-database.ts';
import { FirstEditionSource } from '../../src/grants/first-edition/first-edition-source.ts';
import { FirstEditionStore } from '../../src/grants/first-edition/first-edition.store.ts';
import { importFirstEdition } from '../../src/grants/first-edition/import-first-edition.ts';
import type { FirstEditionReport } from '../../src/grants/first-edition/outcome.ts';
import { GrantVault } from '../../src/grants/vault.ts';
import { DatabaseUnavailable } from '../../src/problem/problem.ts';
import type { ProviderSettings } from '../../src/settings/settings.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { UserStore } from '../../src/users/user.store.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { digestOf, OLD_KEY, oldRow, writeFirstEdition } from '../support/first-edition.ts';
import { newRing, openFresh, type Opened } from './opened.ts';

const ISSUER = 'https://login.example';
const ROWS = 1_000;

describe.each(databases)('taking over the first edition on $name', (kind) => {
  let opened: Opened;
  let old: TestDatabase;
  let ring: KeyRing;
  let providers: ReadonlyMap<string, ProviderSettings>;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ring = newRing();
    old = await kind.fresh();
    const rows = Array.from({ length: ROWS }, (_, i) => oldRow({ user_id: `user ${i}` }));
    await writeFirstEdition(old.url, 'refresh_token', rows);
    const { settings } = await loadSettings({
      env: {
        ...{ TOKENSTORE_LOCAL_ACCOUNTS: 'true', TOKENSTORE_TOKEN_PROVIDERS: 'strict' },
        ...{ TOKENSTORE_STRICT_DISCOVERY_URL: ISSUER, TOKENSTORE_STRICT_CLIENT_ID: 'a' },
        TOKENSTORE_STRICT_CLIENT_SECRET: 'b',
      },
    });
    providers = new Map(settings.providers.map((one) => [one.id, one]));
  });

  afterAll(async () => {
    await opened.close();
    await old.drop();
  });

  async function bring(database: Database, onProgress: (done: number) => void): Promise<FirstEditionReport> {
    const foreign = await openForeign(old.url);
    try {
      return await importFirstEdition(
        {
          source: await FirstEditionSource.of(foreign),
          store: new FirstEditionStore(database, new UserStore(database), new GrantVault(ring), ISSUER),
          judge: { fernet: new Fernet([OLD_KEY]), renamed: new Map(), providers, now: Date.now() },
          audit: new AuditStore(database),
        },
        { apply: true, onProgress },
      );
    } finally {
      await foreign.close();
    }
  }

  const grants = async (): Promise<number> =>
    (await opened.database.read<{ count: number }>('SELECT count(*) AS count FROM grants'))[0]?.count ?? -1;

  it('goes on where it was stopped', async () => {
    const stopped = bring(opened.database, (done) => {
      if (done >= ROWS / 2) throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    const before = await grants();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(ROWS);
    const { counts } = await bring(opened.database, () => undefined);
    expect(counts).toMatchObject({ imported_before: before, imported: ROWS - before });
    expect(await grants()).toBe(ROWS);
  });

  it('takes each row once, when two do so at the same time', async () => {
    await opened.database.write('DELETE FROM users RETURNING id');
    const another = await opened.again();
    const [one, two] = await Promise.all([bring(opened.database, () => undefined), bring(another, () => undefined)]);
    expect(one.counts.imported + two.counts.imported).toBe(ROWS);
    expect(one.counts.imported_before + two.counts.imported_before).toBe(ROWS);
    expect(await grants()).toBe(ROWS);
  });

  it('keeps each refresh token under its own user', async () => {
    const [row] = await opened.database.read<{ id: string; user_id: string; refresh_token: string }>(
      "SELECT g.id, g.user_id, g.refresh_token FROM grants g JOIN users u ON u.id = g.user_id WHERE u.subject = 'user 7'",
    );
    const { id, user_id: userId, refresh_token: sealed } = row!;
    const holder = { grantId: id, userId, provider: 'strict' };
    expect(new GrantVault(ring).openRefreshToken(sealed, holder)).toBe('user 7 strict');
  });

  it('could not change the old database if it would', async () => {
    const before = await digestOf(old.url);
    const foreign = await openForeign(old.url);
    await expect(foreign.read('DELETE FROM refresh_token RETURNING id')).rejects.toThrow(DatabaseUnavailable);
    await foreign.close();
    expect(await digestOf(old.url)).toBe(before);
  });
});
