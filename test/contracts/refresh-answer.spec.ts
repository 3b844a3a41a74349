import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { sealedColumn } from '../../src/crypto/sealed-column.ts';
import { GrantEntity } from '../../src/grants/grant.entity.ts';
import type { Granted } from '../../src/grants/granted.ts';
import type { Lease, SpentToken } from '../../src/grants/refresh/refresh.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { flagOf, grantsFor } from './granted.ts';
import { granted } from './token-set.ts';
import { nowOf } from './opened.ts';

const SPENT: SpentToken = { refreshToken: 'refresh-1', reuseWindow: 0 };
const NEXT = { accessToken: 'access-2', refreshToken: 'refresh-2' };
const FAR = 9_999_999_999_999;

describe.each(databases)('SqlRefreshStore on $name: answers', (kind) => {
  const { database, grants, ring } = grantsFor(kind);

  async function leased(holder: Holder): Promise<Lease> {
    await grants.alter(holder, { lease_expires_at: null, retry_at: null });
    const grant = await grants.refreshes.read(holder.grantId, '');
    const lease = grant && (await grants.refreshes.lease(grant, 'me'));
    if (lease === undefined) throw new Error('the lease is not to be had');
    return lease;
  }
  const store = (lease: Lease, given: Partial<Granted> = NEXT, spent = SPENT, variant = '') =>
    grants.refreshes.store(lease, variant, granted(given), spent);

  describe('an answer', () => {
    it('is kept whole, and ends the attempt', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await grants.alter(holder, {
        unknown_since: 4,
        failures: 3,
        refusals: 2,
        retry_at: 5,
        last_error: 'x',
        last_error_at: 3,
      });
      const issuedAt = Date.now() - 5_000;
      const answer = {
        ...NEXT,
        tokenType: 'DPoP',
        issuedAt,
        expiresAt: issuedAt + 60_000,
        nextRefreshAt: 7_000_000_000_000,
      };

      expect(await store(lease, answer)).toBe('stored');
      const row = await grants.row(holder);
      expect(row).toMatchObject({
        ...{ generation: 2, fence: lease.fence, status: 'active', reason: null, refreshes: 1 },
        ...{ lease_owner: null, lease_expires_at: null, attempt_started_at: null, unknown_since: null, retry_at: null },
        ...{ failures: 0, refusals: 0, last_error: null, last_error_at: null, next_refresh_at: 7_000_000_000_000 },
      });
      expect(Math.abs(row.last_refreshed_at! - (await nowOf(database)))).toBeLessThan(10_000);
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
      expect(await grants.accessToken(holder)).toBe('access-2');
      expect(await grants.refreshes.read(holder.grantId, '')).toMatchObject({
        ...{ id: holder.grantId, generation: 2, leaseExpiresAt: null, retryAt: null, failures: 0, refusals: 0 },
        token: { tokenType: 'DPoP', issuedAt, expiresAt: issuedAt + 60_000, generation: 2 },
      });
    });

    it('without an expiry is kept without', async () => {
      const holder = await grants.linked();
      await store(await leased(holder), { ...NEXT, expiresAt: null });

      expect((await grants.refreshes.read(holder.grantId, ''))?.token).toMatchObject({ expiresAt: null });
    });

    it('goes into the row of its variant, and leaves the others', async () => {
      const holder = await grants.linked();
      await store(await leased(holder), { ...NEXT, scope: 'narrow' }, SPENT, 'narrow');

      expect(await grants.accessToken(holder)).toBe('access-1');
      expect(await grants.accessToken(holder, 'narrow')).toBe('access-2');
      expect((await grants.tokenRows(holder)).map(({ variant, generation }) => [variant, generation])).toEqual([
        ['', 1],
        ['narrow', 2],
      ]);
      await store(await leased(holder), { accessToken: 'access-3' }, SPENT, 'narrow');
      expect(await grants.accessToken(holder, 'narrow')).toBe('access-3');
    });

    it('leaves other grants as they are', async () => {
      const [holder, other] = [await grants.linked(), await grants.linked()];
      const before = [await grants.row(other), await grants.tokenRows(other)];
      await store(await leased(holder));

      expect([await grants.row(other), await grants.tokenRows(other)]).toEqual(before);
    });
  });

  describe('its scope', () => {
    it('is what the provider says, for the plain variant and its token', async () => {
      const holder = await grants.linked();
      await store(await leased(holder), { ...NEXT, scope: 'less' });

      expect(await grants.row(holder)).toMatchObject({
        scope_granted: 'less',
        scope_requested: 'openid offline_access',
      });
      expect(await grants.tokenRows(holder)).toMatchObject([{ scope: 'less' }]);
    });

    it('is the granted one, when the provider says none', async () => {
      const holder = await grants.linked({}, { scope: 'first' });
      await store(await leased(holder));

      expect(await grants.row(holder)).toMatchObject({ scope_granted: 'first' });
      expect(await grants.tokenRows(holder)).toMatchObject([{ scope: 'first' }]);
    });

    it('of another variant says nothing of the grant', async () => {
      const holder = await grants.linked({}, { scope: 'first' });
      await store(await leased(holder), { ...NEXT, scope: 'narrow' }, SPENT, 'narrow');

      expect(await grants.row(holder)).toMatchObject({ scope_granted: 'first' });
      expect(await grants.tokenRows(holder)).toMatchObject([{ scope: 'first' }, { scope: 'narrow' }]);
    });
  });

  describe('its refresh token', () => {
    const previousOf = async (holder: Holder) => {
      const { previous_refresh_token: sealed, previous_until } = await grants.row(holder);
      return { sealed, until: previous_until };
    };

    it('when it brings none, leaves the one that is held, with all that is known of it', async () => {
      const known = { refreshExpiresAt: 8_000_000_000_000, refreshNeverExpires: false };
      const holder = await grants.linked({}, known);
      expect(await store(await leased(holder), { accessToken: 'access-2', refreshToken: undefined })).toBe('stored');

      expect(await grants.refreshToken(holder)).toBe('refresh-1');
      expect(await grants.row(holder)).toMatchObject({ refresh_expires_at: 8_000_000_000_000, generation: 2 });
      expect(await grants.accessToken(holder)).toBe('access-2');
    });

    it('when it brings none, leaves the one that is held as never ending as it was', async () => {
      const holder = await grants.linked({}, { refreshNeverExpires: true });
      await store(await leased(holder), { refreshToken: undefined });

      const row = await grants.row(holder);
      expect([row.refresh_expires_at, flagOf(row.refresh_never_expires)]).toEqual([null, true]);
    });

    it('when it brings none, is used in time all the same', async () => {
      const holder = await grants.linked({}, { refreshExpiresAt: 8_000_000_000_000, nextRefreshAt: 7_000_000_000_000 });
      await store(await leased(holder), { refreshToken: undefined, refreshExpiresAt: null, nextRefreshAt: null });

      expect((await grants.row(holder)).next_refresh_at).not.toBeNull();
    });

    it.each([
      ['an end', { refreshExpiresAt: 8_500_000_000_000 }, 8_500_000_000_000, false],
      ['that it has none', { refreshNeverExpires: true }, null, true],
    ])('when it brings none, but %s, has that end', async (_case, says, end, never) => {
      const holder = await grants.linked({}, { refreshExpiresAt: 8_000_000_000_000 });
      await store(await leased(holder), { refreshToken: undefined, ...says });

      const row = await grants.row(holder);
      expect([row.refresh_expires_at, flagOf(row.refresh_never_expires)]).toEqual([end, never]);
    });

    it('when it is a new one, does not inherit the end of the old', async () => {
      const holder = await grants.linked({}, { refreshExpiresAt: 8_000_000_000_000 });
      const never = await grants.linked({}, { refreshNeverExpires: true });
      for (const one of [holder, never]) {
        await store(await leased(one));
        const row = await grants.row(one);
        expect([row.refresh_expires_at, flagOf(row.refresh_never_expires)]).toEqual([null, false]);
      }
    });

    it('when it is new, leaves the old one sealed through the reuse window', async () => {
      const holder = await grants.linked();
      await store(await leased(holder), NEXT, { refreshToken: 'refresh-1', reuseWindow: 30_000 });
      const { sealed, until } = await previousOf(holder);

      const place = sealedColumn(GrantEntity, 'previous_refresh_token');
      const row = { id: holder.grantId, user_id: holder.userId, provider: holder.provider };
      expect(ring.open(sealed!, place.at(row))).toBe('refresh-1');
      expect(Math.abs(until! - (await nowOf(database)) - 30_000)).toBeLessThan(10_000);
    });

    it('when it is new and the provider knows no reuse, leaves nothing of the old one', async () => {
      const holder = await grants.linked();
      await grants.alter(holder, { previous_refresh_token: 'older', previous_until: FAR });
      await store(await leased(holder));

      expect(await previousOf(holder)).toEqual({ sealed: null, until: null });
    });

    it.each([undefined, 'refresh-1'])(
      'when it stays (%s), leaves the previous one and its window',
      async (refreshToken) => {
        const holder = await grants.linked();
        await grants.alter(holder, { previous_refresh_token: 'older', previous_until: FAR });
        await store(await leased(holder), { refreshToken }, { refreshToken: 'refresh-1', reuseWindow: 30_000 });

        expect(await previousOf(holder)).toEqual({ sealed: 'older', until: FAR });
        expect(await grants.refreshToken(holder)).toBe('refresh-1');
      },
    );
  });

  describe('a late answer', () => {
    it('is kept on its generation, whatever the fence says', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      const newer = await leased(holder);
      expect(newer.fence).toBeGreaterThan(late.fence);

      expect(await store(late)).toBe('stored');
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
      expect(await grants.row(holder)).toMatchObject({ generation: 2, fence: newer.fence, lease_owner: null });
    });

    it('revives a grant that was called dead meanwhile', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await grants.refreshes.markDead(await leased(holder), 'lost_rotation');

      expect(await store(late)).toBe('stored');
      expect(await grants.row(holder)).toMatchObject({ status: 'active', reason: null, generation: 2 });
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
    });

    it('after a re-link is told so, and changes nothing', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await grants.linked({ userId: holder.userId }, { accessToken: 'relinked', refreshToken: 'relinked' });
      const before = [await grants.row(holder), await grants.tokenRows(holder)];

      expect(await store(late)).toBe('relinked');
      expect([await grants.row(holder), await grants.tokenRows(holder)]).toEqual(before);
    });

    it('after a revocation is told so, and changes nothing', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await grants.store.revoke(holder);
      const before = await grants.row(holder);

      expect(await store(late)).toBe('revoked');
      expect(await grants.row(holder)).toEqual(before);
      expect(await grants.tokenRows(holder)).toEqual([]);
    });

    it('for a grant that is gone is told so', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await database.write('DELETE FROM users WHERE id = $1 RETURNING id', [holder.userId]);

      expect(await store(late)).toBe('gone');
    });

    it.each([
      ['a new refresh token', NEXT, 'refresh-2'],
      ['the same refresh token', { accessToken: 'access-2', refreshToken: 'refresh-1' }, 'refresh-1'],
      ['no refresh token', { accessToken: 'access-2', refreshToken: undefined }, 'refresh-1'],
    ])('with %s that was kept already, its acknowledgement lost, is kept and no other', async (_case, given, held) => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      const answer = granted(given);
      await grants.refreshes.store(lease, '', answer, SPENT);

      expect(await grants.refreshes.store(lease, '', answer, SPENT)).toBe('stored');
      expect(await grants.row(holder)).toMatchObject({ generation: 2, refreshes: 1 });
      expect([await grants.refreshToken(holder), await grants.accessToken(holder)]).toEqual([held, 'access-2']);
    });

    it('after a re-link that brought no refresh token is stored', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await grants.linked({ userId: holder.userId }, { accessToken: 'relinked', refreshToken: undefined });

      expect(await store(late, { accessToken: 'access-2', refreshToken: 'refresh-2' })).toBe('stored');
      expect([await grants.refreshToken(holder), await grants.accessToken(holder)]).toEqual(['refresh-2', 'access-2']);
    });

    it('with the refresh token that a re-link kept does not have it dropped', async () => {
      const holder = await grants.linked();
      const late = await leased(holder);
      await grants.linked({ userId: holder.userId }, { accessToken: 'relinked', refreshToken: undefined });

      // 'relinked' would have it revoked where tokens revoke singly, and with it what the grant lives by.
      expect(await store(late, { accessToken: 'access-2', refreshToken: 'refresh-1' })).toBe('stored');
      expect(await grants.refreshToken(holder)).toBe('refresh-1');
    });

    it('is one of two to the same refresh token: one is kept whole', async () => {
      const holder = await grants.linked();
      const leases = [await leased(holder), await leased(holder)];
      const answers = await Promise.all(
        leases.map((lease, i) => store(lease, { accessToken: `access-${i + 2}`, refreshToken: `refresh-${i + 2}` })),
      );

      expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
      const kept = (await grants.refreshToken(holder))!.slice('refresh-'.length);
      expect(await grants.accessToken(holder)).toBe(`access-${kept}`);
      expect(await grants.row(holder)).toMatchObject({ generation: 2, refreshes: 1 });
    });

    it('and a revocation at once end in a grant that is revoked and empty', async () => {
      for (let round = 0; round < 5; round += 1) {
        const holder = await grants.linked();
        const lease = await leased(holder);
        const [stored, held] = await Promise.all([store(lease), grants.store.revoke(holder)]);

        // Whoever was first: the revocation got the newest refresh token, or the answer was told.
        expect([stored, held?.refreshToken]).toEqual(
          stored === 'stored' ? ['stored', 'refresh-2'] : ['revoked', 'refresh-1'],
        );
        expect(await grants.row(holder)).toMatchObject({ status: 'revoked', refresh_token: null });
        expect(await grants.tokenRows(holder)).toEqual([]);
      }
    });
  });

  it('reads nothing of a grant that is not there', async () => {
    expect(await grants.refreshes.read(newId(), '')).toBeUndefined();
  });

  it('reads a grant without the variant, and its token with it', async () => {
    const holder = await grants.linked({}, { refreshExpiresAt: 8_000_000_000_000 });
    const grant = await grants.refreshes.read(holder.grantId, 'narrow');

    expect(grant).toMatchObject({
      ...{ status: 'active', reason: null, generation: 1, refreshExpiresAt: 8_000_000_000_000 },
    });
    expect(grant?.token).toBeUndefined();
    expect(Math.abs(grant!.now - (await nowOf(database)))).toBeLessThan(10_000);
    expect(grants.vault.openRefreshToken(grant!.refreshToken!, holder)).toBe('refresh-1');
  });
});
