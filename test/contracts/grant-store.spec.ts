import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import type { GrantEntity } from '../../src/grants/grant.entity.ts';
import { databases } from '../support/databases.ts';
import { Grants, grantsFor } from './granted.ts';
import { addUser, newRing, nowOf } from './opened.ts';

/** As a refresh under way, and one that failed before, leave a row. */
const UNDER_WAY: Partial<GrantEntity> = {
  lease_owner: 'replica',
  lease_expires_at: 9_999_999_999_999,
  attempt_started_at: 5,
  unknown_since: 4,
  retry_at: 9_999_999_999_999,
  failures: 3,
  refusals: 2,
  last_error: 'http_500',
  last_error_at: 3,
};
const AT_REST: Partial<GrantEntity> = {
  lease_owner: null,
  lease_expires_at: null,
  attempt_started_at: null,
  unknown_since: null,
  retry_at: null,
};

describe.each(databases)('GrantStore on $name', (kind) => {
  const { database, grants, another } = grantsFor(kind);

  describe('a first link', () => {
    it('keeps what the provider gave', async () => {
      const given = { scope: 'openid', refreshExpiresAt: 8_000_000_000_000, nextRefreshAt: 7_000_000_000_000 };
      const holder = await grants.linked({}, given);
      const row = await grants.row(holder);

      expect(row).toMatchObject({
        ...{ provider: 'idp1', account: 'acc', label: 'acc@example.org', status: 'active', reason: null },
        ...{ scope_requested: 'openid offline_access', scope_granted: 'openid', failures: 0, refusals: 0 },
        ...{ refresh_expires_at: 8_000_000_000_000, next_refresh_at: 7_000_000_000_000, generation: 1, fence: 1 },
        ...{ previous_refresh_token: null, previous_until: null, ...AT_REST },
      });
      expect([row.is_default, row.refresh_never_expires].map(Boolean)).toEqual([true, false]);
      expect(Math.abs(row.linked_at - (await nowOf(database)))).toBeLessThan(10_000);
      expect(await grants.refreshToken(holder)).toBe('refresh-1');
      expect(await grants.accessToken(holder)).toBe('access-1');
    });

    it('takes the scope for granted that was asked for, when the provider names none', async () => {
      const holder = await grants.linked();

      expect(await grants.row(holder)).toMatchObject({ scope_granted: 'openid offline_access' });
      expect(await grants.tokenRows(holder)).toMatchObject([
        { variant: '', scope: 'openid offline_access', generation: 1 },
      ]);
    });

    it('is fine without refresh token, without account and without label', async () => {
      const holder = await grants.linked({ account: '', label: null }, { refreshToken: undefined, expiresAt: null });

      expect(await grants.row(holder)).toMatchObject({
        account: '',
        label: null,
        refresh_token: null,
        status: 'active',
      });
      expect(await grants.tokenRows(holder)).toMatchObject([{ expires_at: null }]);
    });

    it('keeps no token in clear', async () => {
      const holder = await grants.linked({}, { accessToken: 'access-of-note', refreshToken: 'refresh-of-note' });
      const rows: object[] = [await grants.row(holder), ...(await grants.tokenRows(holder))];
      const values = rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'));

      for (const value of values) {
        expect(value + Buffer.from(value, 'base64url').toString('latin1')).not.toContain('of-note');
      }
    });

    it('is refused for a user who is not there, and leaves nothing behind', async () => {
      const link = await grants.link({ userId: newId() });

      await expect(grants.store.saveLink(link)).rejects.toThrow(/foreign key/i);
      expect(await grants.rowsOf(link.userId)).toEqual([]);
    });
  });

  describe('linking the same account anew', () => {
    it('keeps the row and its birth; generation and fence grow, and what was under way ends', async () => {
      const holder = await grants.linked();
      await grants.alter(holder, { ...UNDER_WAY, created_at: 1, linked_at: 1, generation: 7, fence: 9 });
      const again = await grants.linked(
        { userId: holder.userId, label: 'new', scopeRequested: 'openid' },
        { accessToken: 'access-2', refreshToken: 'refresh-2' },
      );

      expect(again).toEqual(holder);
      const row = await grants.row(holder);
      expect(row).toMatchObject({
        ...AT_REST,
        ...{ generation: 8, fence: 10, status: 'active', label: 'new', scope_granted: 'openid', created_at: 1 },
        ...{ failures: 0, refusals: 0, last_error: null, last_error_at: null },
      });
      expect(row.linked_at).toBeGreaterThan(1);
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
      expect(await grants.accessToken(holder)).toBe('access-2');
    });

    it('forgets the variants and the previous refresh token of the old grant', async () => {
      const holder = await grants.linked();
      await grants.alter(holder, { previous_refresh_token: 'old', previous_until: 9_999_999_999_999 });
      await database.write(
        `INSERT INTO grant_tokens (grant_id, variant, access_token, token_type, scope, issued_at, generation)
         VALUES ($1, 'narrow', 'x', 'Bearer', 's', 1, 1) RETURNING grant_id`,
        [holder.grantId],
      );
      await grants.linked({ userId: holder.userId });

      expect((await grants.tokenRows(holder)).map(({ variant }) => variant)).toEqual(['']);
      expect(await grants.row(holder)).toMatchObject({ previous_refresh_token: null, previous_until: null });
    });

    it('without a refresh token keeps the one that is held and works', async () => {
      const holder = await grants.linked();
      await grants.linked({ userId: holder.userId }, { refreshToken: undefined, accessToken: 'access-2' });

      expect(await grants.refreshToken(holder)).toBe('refresh-1');
      expect(await grants.accessToken(holder)).toBe('access-2');
      // And with it all that speaks of it: a refresh under way must still be stored.
      expect(await grants.row(holder)).toMatchObject({ generation: 1, fence: 1 });
    });

    it('without a refresh token keeps, with the one that is held, what is known of its end', async () => {
      const known = { refreshExpiresAt: 8_000_000_000_000, nextRefreshAt: 7_000_000_000_000 };
      const holder = await grants.linked({}, known);
      await grants.linked({ userId: holder.userId }, { refreshToken: undefined });

      expect(await grants.row(holder)).toMatchObject({
        refresh_expires_at: 8_000_000_000_000,
        next_refresh_at: 7_000_000_000_000,
      });
    });

    it.each(['reauth_required', 'revoked'] as const)(
      'without a refresh token keeps none that is %s',
      async (status) => {
        const holder = await grants.linked();
        await grants.alter(holder, { status, reason: 'refused' });
        await grants.linked({ userId: holder.userId }, { refreshToken: undefined });

        expect(await grants.row(holder)).toMatchObject({ refresh_token: null, status: 'active', reason: null });
      },
    );

    it.each([
      ['active', false],
      ['revoked', false],
      ['reauth_required', true],
    ] as const)('says of a grant that was %s whether the provider had ended it: %s', async (status, hadEnded) => {
      const holder = await grants.linked();
      await grants.alter(holder, { status });

      expect(await grants.store.saveLink(await grants.link(holder))).toEqual({ grantId: holder.grantId, hadEnded });
    });

    it('gives the grant the name that its user chose, and leaves it where none is given', async () => {
      const holder = await grants.linked({ ownLabel: 'Mine' });
      await grants.linked({ userId: holder.userId });
      expect(await grants.row(holder)).toMatchObject({ own_label: 'Mine' });
      await grants.linked({ userId: holder.userId, ownLabel: 'Ours' });
      expect(await grants.row(holder)).toMatchObject({ own_label: 'Ours' });
    });

    it('revives a grant that was revoked', async () => {
      const holder = await grants.linked();
      await grants.store.revoke(holder);
      const again = await grants.linked({ userId: holder.userId }, { refreshToken: 'refresh-2' });

      expect(again).toEqual(holder);
      expect(await grants.row(holder)).toMatchObject({ status: 'active', reason: null, generation: 3, fence: 3 });
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
    });

    it.each(['acc', ''])('twice at once ends in one row of account "%s", and neither is refused', async (account) => {
      const userId = await addUser(database);
      const replicas = [grants, await another()];
      const holders = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          replicas[i % 2]!.linked({ userId, account }, { accessToken: `access-${i}`, refreshToken: `refresh-${i}` }),
        ),
      );

      const [row, ...others] = await grants.rowsOf(userId);
      expect(others).toEqual([]);
      expect(new Set(holders.map(({ grantId }) => grantId))).toEqual(new Set([row!.id]));
      expect(row).toMatchObject({ generation: 8, fence: 8, status: 'active' });
      // Both tokens of the same answer.
      const kept = (await grants.refreshToken(holders[0]!))!.slice('refresh-'.length);
      expect(await grants.accessToken(holders[0]!)).toBe(`access-${kept}`);
    });
  });

  describe('several accounts', () => {
    it('are grants apart, and the last one linked is the default', async () => {
      const userId = await addUser(database);
      const [one, other] = [
        await grants.linked({ userId, account: 'one' }),
        await grants.linked({ userId, account: 'other' }),
      ];
      const elsewhere = await grants.linked({ userId, account: 'one', provider: 'idp2' });
      const stranger = await grants.linked({ account: 'one' });

      expect(new Set([one, other, elsewhere, stranger].map(({ grantId }) => grantId)).size).toBe(4);
      expect(await grants.defaultsOf(userId)).toEqual(['one', 'other']);
      expect(await grants.row(one)).toMatchObject({ generation: 1, fence: 1, status: 'active' });
      expect((await grants.store.holdDefault(userId, 'idp1'))?.holder).toEqual(other);
      await grants.linked({ userId, account: 'one' });
      expect((await grants.store.holdDefault(userId, 'idp1'))?.holder).toEqual(one);
      expect((await grants.store.holdDefault(userId, 'idp2'))?.holder).toEqual(elsewhere);
      expect((await grants.store.holdDefault(stranger.userId, 'idp1'))?.holder).toEqual(stranger);
    });

    it('linked at once for the first time are all kept, one of them the default', async () => {
      const userId = await addUser(database);
      const replicas = [grants, await another()];
      const accounts = ['a', 'b', 'c', 'd', 'e', 'f'];
      const holders = await Promise.all(accounts.map((account, i) => replicas[i % 2]!.linked({ userId, account })));

      expect((await grants.rowsOf(userId)).map(({ account, status }) => `${account} ${status}`)).toEqual(
        accounts.map((account) => `${account} active`),
      );
      expect(await grants.defaultsOf(userId)).toHaveLength(1);
      expect(holders).toHaveLength(accounts.length);
    });

    it('linked anew at once are all kept, one of them the default', async () => {
      const userId = await addUser(database);
      const replicas = [grants, await another()];
      const accounts = ['a', 'b', 'c'];
      for (const account of accounts) await grants.linked({ userId, account });
      for (let round = 2; round < 6; round += 1) {
        await Promise.all(accounts.map((account, i) => replicas[i % 2]!.linked({ userId, account })));

        expect((await grants.rowsOf(userId)).map(({ generation }) => generation)).toEqual([round, round, round]);
        expect(await grants.defaultsOf(userId)).toHaveLength(1);
      }
    });

    it('are told apart from the one being linked', async () => {
      const { userId } = await grants.linked({ account: 'one' });
      expect(await grants.store.hasOtherAccount(userId, 'idp1', 'one')).toBe(false);
      expect(await grants.store.hasOtherAccount(userId, 'idp1', 'other')).toBe(true);
      expect(await grants.store.hasOtherAccount(userId, 'idp2', 'other')).toBe(false);
      expect(await grants.store.hasOtherAccount(await addUser(database), 'idp1', 'other')).toBe(false);

      await grants.store.revoke((await grants.store.holdDefault(userId, 'idp1'))!.holder);
      expect(await grants.store.hasOtherAccount(userId, 'idp1', 'other')).toBe(false);
    });

    it('are listed for their user, with their state', async () => {
      const one = await grants.linked({ account: 'one', label: null });
      const { userId } = one;
      await grants.linked({ userId, account: 'other', label: 'Ä' });
      await grants.alter(one, { status: 'reauth_required', reason: 'expired' });

      expect((await grants.store.listOf(userId)).sort((a, b) => a.account.localeCompare(b.account))).toMatchObject([
        { account: 'one', label: null, isDefault: false, status: 'reauth_required', reason: 'expired' },
        { account: 'other', label: 'Ä', isDefault: true, status: 'active', reason: null },
      ]);
      expect(await grants.store.listOf(await addUser(database))).toEqual([]);
    });
  });

  describe('the table', () => {
    const insert = `INSERT INTO grants (id, user_id, provider, account, status, is_default, linked_at, created_at)
                    VALUES ($1, $2, 'idp1', $3, 'active', $4, 1, 1) RETURNING id`;

    it.each(['', 'acc'])('has one row for a user, a provider and account "%s"', async (account) => {
      const { userId } = await grants.linked({ account });

      await expect(database.write(insert, [newId(), userId, account, false])).rejects.toThrow(/unique/i);
    });

    it('has one default for a user and a provider', async () => {
      const { userId } = await grants.linked();

      await expect(database.write(insert, [newId(), userId, 'other', true])).rejects.toThrow(/unique/i);
      await database.write(insert, [newId(), userId, 'other', false]);
      await database.write(insert, [newId(), userId, 'third', false]);
    });

    it('loses its rows with their user', async () => {
      const holder = await grants.linked();
      await database.write('DELETE FROM users WHERE id = $1 RETURNING id', [holder.userId]);

      expect(await grants.rowsOf(holder.userId)).toEqual([]);
      expect(await grants.tokenRows(holder)).toEqual([]);
    });
  });

  describe('revoking', () => {
    it('leaves nothing behind, and answers what was held at the very end', async () => {
      const holder = await grants.linked({}, { refreshExpiresAt: 8_000_000_000_000, nextRefreshAt: 7_000_000_000_000 });
      await grants.alter(holder, { ...UNDER_WAY, previous_refresh_token: 'old', previous_until: 9_999_999_999_999 });

      expect(await grants.store.revoke(holder)).toMatchObject({ holder, refreshToken: 'refresh-1' });
      expect(await grants.row(holder)).toMatchObject({
        ...AT_REST,
        ...{ status: 'revoked', reason: 'revoked_by_user', refresh_token: null, next_refresh_at: null, generation: 2 },
        ...{ fence: 2, previous_refresh_token: null, previous_until: null, refresh_expires_at: null },
      });
      expect(await grants.tokenRows(holder)).toEqual([]);
      expect(await grants.store.holdDefault(holder.userId, holder.provider)).toBeUndefined();
    });

    it('answers the access token too, where there is no other', async () => {
      const holder = await grants.linked({}, { refreshToken: undefined });

      expect(await grants.store.revoke(holder)).toEqual({ holder, refreshToken: undefined, accessToken: 'access-1' });
    });

    it('what has ended changes nothing', async () => {
      const holder = await grants.linked();
      await grants.store.revoke(holder);

      expect(await grants.store.revoke(holder)).toBeUndefined();
      expect(await grants.row(holder)).toMatchObject({ generation: 2, fence: 2 });
      expect(await grants.store.revoke({ ...holder, grantId: newId() })).toBeUndefined();
    });

    it('leaves the other grants of the user as they are', async () => {
      const one = await grants.linked({ account: 'one' });
      const other = await grants.linked({ userId: one.userId, account: 'other' });
      const before = await grants.row(one);
      await grants.store.revoke(other);

      expect(await grants.row(one)).toEqual(before);
      expect(await grants.accessToken(one)).toBe('access-1');
    });

    it('works on a grant whose tokens do not open', async () => {
      const holder = await grants.linked();
      const stranger = new Grants(database, newRing());
      const held = { holder, refreshToken: undefined, accessToken: undefined };

      expect(await stranger.store.holdDefault(holder.userId, holder.provider)).toEqual(held);
      expect(await stranger.store.revoke(holder)).toEqual(held);
      expect(await grants.row(holder)).toMatchObject({ status: 'revoked' });
    });
  });

  describe('what is held for the default', () => {
    it('comes in clear', async () => {
      const holder = await grants.linked();

      expect(await grants.store.holdDefault(holder.userId, holder.provider)).toEqual({
        ...{ holder, refreshToken: 'refresh-1', accessToken: 'access-1' },
      });
    });

    it('is nothing for those without grant', async () => {
      const { userId } = await grants.linked();

      expect(await grants.store.holdDefault(userId, 'idp2')).toBeUndefined();
      expect(await grants.store.holdDefault(await addUser(database), 'idp1')).toBeUndefined();
    });
  });
});
