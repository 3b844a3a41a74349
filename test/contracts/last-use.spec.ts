import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { LastUse } from '../../src/database/last-use.ts';
import { databases } from '../support/databases.ts';
import { grantsFor } from './granted.ts';
import { addUser, nowOf } from './opened.ts';

describe.each(databases)('LastUse on $name', (kind) => {
  const { database, grants } = grantsFor(kind);

  it('is written for those that were used, and no others', async () => {
    const use = new LastUse(database);
    const [used, alsoUsed, unused] = [await grants.linked(), await grants.linked(), await grants.linked()];
    for (const { grantId } of [used, alsoUsed, used]) use.touch('grants', grantId);
    use.touch('grants', newId());
    await use.write();

    const now = await nowOf(database);
    for (const holder of [used, alsoUsed]) {
      expect(Math.abs((await grants.row(holder)).last_used_at! - now)).toBeLessThan(10_000);
    }
    expect((await grants.row(unused)).last_used_at).toBeNull();
    await grants.alter(used, { last_used_at: 1 });
    await use.write();
    expect((await grants.row(used)).last_used_at).toBe(1);
  });

  // SQLite has one writer, and no deadlocks between rows.
  if (kind.name === 'sqlite') return;
  it('neither waits for a row that another holds, nor keeps one waiting', async () => {
    const use = new LastUse(database);
    const userId = await addUser(database);
    const held = await grants.linked({ userId, account: 'held' });
    const free = await grants.linked({ userId, account: 'free' });
    await database.transaction(async (statements) => {
      await statements.rows('UPDATE grants SET fence = fence WHERE id = $1 RETURNING id', [held.grantId]);
      for (const { grantId } of [held, free]) use.touch('grants', grantId);
      await use.write();
    });

    expect((await grants.row(free)).last_used_at).not.toBeNull();
    expect((await grants.row(held)).last_used_at).toBeNull();
  });
});
