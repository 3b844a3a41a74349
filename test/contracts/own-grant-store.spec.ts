import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { OwnGrantStore, type GrantFilter, type OwnGrant } from '../../src/grants/own-grant.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { grantsFor } from './granted.ts';
import { addUser } from './opened.ts';

describe.each(databases)('OwnGrantStore on $name', (kind) => {
  const { database, grants, another } = grantsFor(kind);
  const store = new OwnGrantStore(database);

  const list = async (userId: string, filter: GrantFilter = {}) =>
    (await store.page(userId, filter, { limit: 50, after: undefined })).items.map(({ account }) => account);

  it('shows everything that a user may see of a grant', async () => {
    const holder = await grants.linked({ ownLabel: 'Mine' }, { scope: 'openid', expiresAt: 9, refreshExpiresAt: 8 });
    await grants.alter(holder, {
      ...{ last_used_at: 7, last_refreshed_at: 6, last_error: 'http_503', last_error_at: 5, refreshes: 4, failures: 3 },
      ...{ linked_at: 2, status: 'reauth_required', reason: 'refused' },
    });
    const shown: OwnGrant = {
      ...{ id: holder.grantId, userId: holder.userId, provider: 'idp1', account: 'acc', label: 'acc@example.org' },
      ...{ ownLabel: 'Mine', isDefault: true, status: 'reauth_required', reason: 'refused', scopeGranted: 'openid' },
      ...{ scopeRequested: 'openid offline_access', hasRefreshToken: true, accessExpiresAt: 9, refreshExpiresAt: 8 },
      ...{ refreshNeverExpires: false, lastRefreshedAt: 6, lastUsedAt: 7, lastError: 'http_503', lastErrorAt: 5 },
      ...{ refreshes: 4, failures: 3, linkedAt: 2 },
    };

    expect(await store.find(holder.userId, holder.grantId)).toEqual(shown);
    expect((await store.page(holder.userId, {}, { limit: 1, after: undefined })).items).toEqual([shown]);
    expect(await store.find(await addUser(database), holder.grantId)).toBeUndefined();
    expect(await store.find(holder.userId, newId())).toBeUndefined();
  });

  it('lists what fits, the oldest first, in pages', async () => {
    const userId = await addUser(database);
    const accounts = ['a', 'b', 'c', 'd', 'e'];
    for (const [i, account] of accounts.entries()) {
      const holder = await grants.linked({ userId, account, provider: `idp${i % 2}` });
      // Some of one instant: then the id decides.
      await grants.alter(holder, { created_at: Math.ceil(i / 2) });
      if (account === 'e') await grants.store.revoke(holder);
    }
    await grants.linked({ account: 'stranger' });

    expect((await list(userId)).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(await list(userId, { status: 'revoked' })).toEqual(['e']);
    expect(await list(userId, { status: 'reauth_required' })).toEqual([]);
    expect(await list(userId, { provider: 'idp0' })).toEqual(['a', 'c']);
    expect(await list(userId, { providers: ['idp1', 'idp9'] })).toEqual(['b', 'd']);
    expect(await list(userId, { provider: 'idp0', providers: ['idp1'] })).toEqual([]);
    expect(await list(userId, { providers: [] })).toEqual([]);

    const paged: string[] = [];
    let after: { at: number; id: string } | undefined;
    for (let i = 0; i < 5; i += 1) {
      const page = await store.page(userId, {}, { limit: 1, after });
      paged.push(...page.items.map(({ account }) => account));
      after = page.next;
      if (after === undefined) break;
    }
    expect(paged).toEqual(await list(userId));
  });

  it('names a grant, and takes the name away', async () => {
    const holder = await grants.linked();
    const id = holder.grantId;
    expect(await store.change({ ...holder, id }, { ownLabel: 'Ä' })).toBe(true);
    expect(await store.find(holder.userId, id)).toMatchObject({ ownLabel: 'Ä', isDefault: true });
    expect(await store.change({ ...holder, id }, {})).toBe(true);
    expect(await store.find(holder.userId, id)).toMatchObject({ ownLabel: 'Ä' });
    expect(await store.change({ ...holder, id }, { ownLabel: null })).toBe(true);
    expect(await store.find(holder.userId, id)).toMatchObject({ ownLabel: null });
  });

  it('moves the default at one provider, and to none that was ended: then nothing is changed', async () => {
    const one = await grants.linked({ account: 'one' });
    const { userId } = one;
    const other = await grants.linked({ userId, account: 'other' });
    await grants.linked({ userId, account: 'one', provider: 'idp2' });
    const defaults = async () =>
      (await store.page(userId, {}, { limit: 50, after: undefined })).items
        .filter(({ isDefault }) => isDefault)
        .map(({ provider, account }) => `${provider} ${account}`)
        .sort();

    expect(await defaults()).toEqual(['idp1 other', 'idp2 one']);
    expect(await store.change({ ...one, id: one.grantId }, { becomesDefault: true })).toBe(true);
    expect(await defaults()).toEqual(['idp1 one', 'idp2 one']);
    await grants.store.revoke(other);
    expect(await store.change({ ...other, id: other.grantId }, { becomesDefault: true, ownLabel: 'x' })).toBe(false);
    expect(await store.find(userId, other.grantId)).toMatchObject({ ownLabel: null, isDefault: false });
    expect(await defaults()).toEqual(['idp1 one', 'idp2 one']);
  });

  it('moves the default from everywhere at once, beside links and revocations, and there is one in the end', async () => {
    const userId = await addUser(database);
    const replicas = [grants, await another()].map((all) => ({ own: new OwnGrantStore(all.database), all }));
    const holders: Holder[] = [];
    for (const account of ['a', 'b', 'c', 'd']) holders.push(await grants.linked({ userId, account }));
    const doing = Array.from({ length: 24 }, (_, i) => {
      const { own, all } = replicas[i % 2]!;
      const holder = holders[i % 4]!;
      if (i % 6 === 5) return all.linked({ userId, account: `new-${i}`, careful: true });
      if (i === 8) return all.store.revoke(holders[0]!, { passesOnDefault: true });
      return own.change({ ...holder, id: holder.grantId }, { becomesDefault: true });
    });
    await Promise.all(doing);

    const { items } = await store.page(userId, {}, { limit: 50, after: undefined });
    expect(items).toHaveLength(7);
    expect(items.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });
});
