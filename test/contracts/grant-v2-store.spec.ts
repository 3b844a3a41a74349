import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { NarrowerGrant } from '../../src/grants/grant.store.ts';
import type { Granted } from '../../src/grants/granted.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { grantsFor } from './granted.ts';
import { addUser } from './opened.ts';

describe.each(databases)('GrantStore, for v2, on $name', (kind) => {
  const { database, grants, another } = grantsFor(kind);

  describe('linking anew', () => {
    const wide = { scope: 'openid read write offline_access' };
    const again = async (holder: Holder, given: Partial<Granted>, scopeRequested = 'openid read write') =>
      grants.store.saveLink(await grants.link({ ...holder, careful: true, scopeRequested }, given));

    it.each(['openid read', '', 'openid read other'])('refuses less than is held: “%s”', async (scope) => {
      const holder = await grants.linked({}, wide);
      await grants.linked({ userId: holder.userId, account: 'other' });
      const before = [await grants.rowsOf(holder.userId), await grants.tokenRows(holder)];

      await expect(again(holder, { scope })).rejects.toThrow(NarrowerGrant);
      await expect(again(holder, { scope, refreshToken: undefined })).rejects.toThrow(NarrowerGrant);
      expect([await grants.rowsOf(holder.userId), await grants.tokenRows(holder)]).toEqual(before);
    });

    it.each([['write openid,read'], ['openid read write more'], [undefined]])(
      'takes what has all of it: “%s”',
      async (scope) => {
        const holder = await grants.linked({}, wide);
        await again(holder, { scope, refreshToken: 'refresh-2' });

        expect(await grants.row(holder)).toMatchObject({
          scope_granted: scope ?? 'openid read write',
          generation: 2,
        });
        expect(await grants.refreshToken(holder)).toBe('refresh-2');
      },
    );

    it.each(['reauth_required', 'revoked'] as const)('takes less where the old one is %s', async (status) => {
      const holder = await grants.linked({}, wide);
      await grants.alter(holder, { status });
      await again(holder, { scope: 'read' });

      expect(await grants.row(holder)).toMatchObject({ status: 'active', scope_granted: 'read' });
    });
  });

  describe('the default', () => {
    it('stays where it is; only where there is none a new link becomes it', async () => {
      const userId = await addUser(database);
      const careful = { userId, careful: true };
      const [one] = [await grants.linked({ ...careful, account: 'one' })];
      await grants.linked({ ...careful, account: 'other' });
      expect(await grants.defaultsOf(userId)).toEqual(['one']);
      await grants.linked({ ...careful, account: 'one' });
      expect(await grants.defaultsOf(userId)).toEqual(['one']);
      await grants.store.revoke(one);
      await grants.linked({ ...careful, account: 'other' });
      expect(await grants.defaultsOf(userId)).toEqual(['other']);
      await grants.linked({ ...careful, account: 'one' });
      expect(await grants.defaultsOf(userId)).toEqual(['other']);
    });

    it('is one where accounts are linked at once for the first time', async () => {
      const userId = await addUser(database);
      const replicas = [grants, await another()];
      const accounts = ['a', 'b', 'c', 'd', 'e', 'f'];
      await Promise.all(accounts.map((account, i) => replicas[i % 2]!.linked({ userId, account, careful: true })));

      expect(await grants.rowsOf(userId)).toHaveLength(accounts.length);
      expect(await grants.defaultsOf(userId)).toHaveLength(1);
    });

    it('passes, when its grant ends, on to the oldest that works', async () => {
      const userId = await addUser(database);
      const [dead, one, other] = [
        await grants.linked({ userId, account: 'dead' }),
        await grants.linked({ userId, account: 'one' }),
        await grants.linked({ userId, account: 'other' }),
      ];
      const elsewhere = await grants.linked({ userId, account: 'elsewhere', provider: 'idp2' });
      await grants.alter(dead, { status: 'reauth_required', created_at: 1 });
      await grants.alter(one, { created_at: 2 });
      const revoke = (holder: Holder) => grants.store.revoke(holder, { passesOnDefault: true });
      expect(await grants.defaultsOf(userId)).toEqual(['elsewhere', 'other']);
      await revoke(other);
      expect(await grants.defaultsOf(userId)).toEqual(['elsewhere', 'one']);
      await revoke(one);
      expect(await grants.defaultsOf(userId)).toEqual(['dead', 'elsewhere']);
      await revoke(dead);
      await revoke(elsewhere);
      expect((await grants.rowsOf(userId)).map(({ status }) => status)).toEqual(Array(4).fill('revoked'));
    });

    it('stays where another grant ends', async () => {
      const one = await grants.linked({ account: 'one' });
      await grants.linked({ userId: one.userId, account: 'other' });
      await grants.store.revoke(one, { passesOnDefault: true });

      expect(await grants.defaultsOf(one.userId)).toEqual(['other']);
    });

    it('is one also where all grants end at once, from everywhere', async () => {
      const userId = await addUser(database);
      const replicas = [grants, await another()];
      const holders = [];
      for (const account of ['a', 'b', 'c', 'd']) holders.push(await grants.linked({ userId, account }));
      await Promise.all(holders.map((holder, i) => replicas[i % 2]!.store.revoke(holder, { passesOnDefault: true })));

      expect((await grants.rowsOf(userId)).map(({ status }) => status)).toEqual(Array(4).fill('revoked'));
      expect(await grants.defaultsOf(userId)).toHaveLength(1);
    });
  });

  describe('what is held for a grant', () => {
    it('comes in clear with its holder, until it has ended', async () => {
      const holder = await grants.linked();
      const held = { holder, refreshToken: 'refresh-1', accessToken: 'access-1' };

      expect(await grants.store.hold(holder.grantId)).toEqual(held);
      await grants.store.revoke(holder);
      expect(await grants.store.hold(holder.grantId)).toBeUndefined();
      expect(await grants.store.hold(newId())).toBeUndefined();
    });

    it('is of one account alone', async () => {
      const holder = await grants.linked({ account: 'one' });
      const other = await grants.linked({ account: 'one' });

      expect(await grants.store.isOfAccount(holder, 'one')).toBe(true);
      expect(await grants.store.isOfAccount(holder, 'other')).toBe(false);
      expect(await grants.store.isOfAccount({ ...holder, userId: other.userId }, 'one')).toBe(false);
      expect(await grants.store.isOfAccount({ ...holder, provider: 'idp2' }, 'one')).toBe(false);
    });
  });
});
