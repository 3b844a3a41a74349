import { describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { LEASE_TIME } from '../../src/grants/refresh/sql-refresh.store.ts';
import type { Lease } from '../../src/grants/refresh/refresh.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { grantsFor } from './granted.ts';
import { granted } from './token-set.ts';
import { nowOf } from './opened.ts';

const SPENT = { refreshToken: 'refresh-1', reuseWindow: 0 };
const FAILED = { attempt: 'cleared', error: 'http_503', retryIn: 5_000, refusal: false } as const;
const FAR = 9_999_999_999_999;

describe.each(databases)('SqlRefreshStore on $name: leases', (kind) => {
  const { database, grants, another } = grantsFor(kind);

  const take = async ({ grantId }: Pick<Holder, 'grantId'>, owner = 'me'): Promise<Lease | undefined> => {
    const grant = await grants.refreshes.read(grantId, '');
    return grant && grants.refreshes.lease(grant, owner);
  };
  async function leased(holder: Holder, owner = 'me'): Promise<Lease> {
    const lease = await take(holder, owner);
    if (lease === undefined) throw new Error('the lease is not to be had');
    return lease;
  }
  const runOut = (holder: Pick<Holder, 'grantId'>) => grants.alter(holder, { lease_expires_at: 1 });

  describe('taking', () => {
    it('marks owner, end, fence and attempt in the row, and answers them', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder, 'replica');
      const row = await grants.row(holder);

      expect(lease).toMatchObject({
        ...{
          grantId: holder.grantId,
          userId: holder.userId,
          provider: holder.provider,
          generation: 1,
          fence: 2,
          unknownSince: null,
        },
        attemptStartedAt: row.attempt_started_at,
      });
      expect(row).toMatchObject({ lease_owner: 'replica', fence: 2, generation: 1, unknown_since: null });
      expect(Math.abs(row.attempt_started_at! - (await nowOf(database)))).toBeLessThan(10_000);
      // On PostgreSQL the clock moves on within a statement.
      expect(Math.abs(row.lease_expires_at! - row.attempt_started_at! - LEASE_TIME)).toBeLessThan(1_000);
    });

    it('is for one of twenty, however many replicas', async () => {
      const holder = await grants.linked();
      const replicas = [grants, await another(), await another()];
      const seen = { id: holder.grantId, generation: 1, fence: 1 };
      const leases = await Promise.all(
        Array.from({ length: 20 }, (_, i) => replicas[i % 3]!.refreshes.lease(seen, `owner-${i}`)),
      );

      const winner = leases.findIndex((lease) => lease !== undefined);
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await grants.row(holder)).toMatchObject({ fence: 2, lease_owner: `owner-${winner}`, unknown_since: null });
    });

    it('is refused while another holds it, its holder included', async () => {
      const holder = await grants.linked();
      await leased(holder);

      expect(await take(holder)).toBeUndefined();
      expect(await grants.row(holder)).toMatchObject({ fence: 2, lease_owner: 'me', unknown_since: null });
    });

    it('is possible when the lease before has run out: the fence grows, and its attempt has no known outcome', async () => {
      const holder = await grants.linked();
      const first = await leased(holder, 'crashed');
      await grants.alter(holder, { attempt_started_at: 1_000 });
      await runOut(holder);
      const second = await leased(holder, 'next');

      expect(second).toMatchObject({ fence: first.fence + 1, generation: first.generation, unknownSince: 1_000 });
      const row = await grants.row(holder);
      expect(row).toMatchObject({
        lease_owner: 'next',
        unknown_since: 1_000,
        attempt_started_at: second.attemptStartedAt,
      });
      expect(second.attemptStartedAt).toBeGreaterThan(1_000);
    });

    it('keeps the first instant since when the outcome is unknown', async () => {
      const holder = await grants.linked();
      await leased(holder);
      await grants.alter(holder, { attempt_started_at: 1_000, lease_expires_at: 1 });
      await leased(holder);
      await grants.alter(holder, { attempt_started_at: 2_000, lease_expires_at: 1 });

      expect(await leased(holder)).toMatchObject({ unknownSince: 1_000 });
      expect(await grants.row(holder)).toMatchObject({ unknown_since: 1_000 });
    });

    it('is refused where the grant moved on, ended, rests or has nothing to spend', async () => {
      const holder = await grants.linked();
      const at = (generation: number) => grants.refreshes.lease({ id: holder.grantId, generation, fence: 1 }, 'me');
      const { status, retry_at, refresh_token } = await grants.row(holder);
      for (const generation of [0, 2]) expect(await at(generation)).toBeUndefined();
      for (const columns of [
        { status: 'reauth_required' },
        { status: 'revoked' },
        { retry_at: FAR },
        { refresh_token: null },
      ] as const) {
        await grants.alter(holder, columns);
        expect(await at(1)).toBeUndefined();
        await grants.alter(holder, { status, retry_at, refresh_token });
      }
      expect(await grants.row(holder)).toMatchObject({ fence: 1, lease_owner: null, attempt_started_at: null });
      expect(await grants.refreshes.lease({ id: newId(), generation: 1, fence: 1 }, 'me')).toBeUndefined();
      expect(await at(1)).toMatchObject({ fence: 2 });
    });

    it('is refused where another had a lease since the row was read', async () => {
      const holder = await grants.linked();
      const seen = await grants.refreshes.read(holder.grantId, '');
      await grants.refreshes.release(await leased(holder), { ...FAILED, retryIn: 0 });

      expect(await grants.refreshes.lease(seen!, 'late')).toBeUndefined();
      expect(await take(holder)).toMatchObject({ fence: 3 });
    });

    it('is possible when the rest is over', async () => {
      const holder = await grants.linked();
      await grants.alter(holder, { retry_at: 1 });

      expect(await take(holder)).toMatchObject({ fence: 2 });
    });
  });

  describe('renewing', () => {
    it('lets the lease live on, for whoever has the newest fence', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      const before = await grants.row(holder);
      await grants.alter(holder, { lease_expires_at: before.lease_expires_at! - 20_000 });

      expect(await grants.refreshes.renew(lease)).toBe(true);
      const after = await grants.row(holder);
      expect(after.lease_expires_at).toBeGreaterThanOrEqual(before.lease_expires_at!);
      expect(after).toEqual(Object.assign(before, { lease_expires_at: after.lease_expires_at }));
    });

    it('works late, as long as nobody took it', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await runOut(holder);

      expect(await grants.refreshes.renew(lease)).toBe(true);
      expect(await take(holder)).toBeUndefined();
    });

    it('is refused when another took the lease, and changes nothing', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await runOut(holder);
      await leased(holder, 'other');
      const before = await grants.row(holder);

      expect(await grants.refreshes.renew(lease)).toBe(false);
      expect(await grants.row(holder)).toEqual(before);
    });

    it.each([
      ['linked anew', (holder: Holder) => grants.linked(holder)],
      ['revoked', (holder: Holder) => grants.store.revoke(holder)],
      ['released', (_holder: Holder, lease: Lease) => grants.refreshes.release(lease, { ...FAILED, retryIn: 0 })],
      ['refreshed', (_holder: Holder, lease: Lease) => grants.refreshes.store(lease, '', granted(), SPENT)],
      ['dead', (_holder: Holder, lease: Lease) => grants.refreshes.markDead(lease, 'refused')],
    ])('gives no lease to a grant that is %s meanwhile', async (_case, meanwhile) => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await meanwhile(holder, lease);

      expect(await grants.refreshes.renew(lease)).toBe(false);
      expect(await grants.row(holder)).toMatchObject({ lease_owner: null, lease_expires_at: null });
    });
  });

  describe('releasing', () => {
    it('puts down what happened and when to go on', async () => {
      const holder = await grants.linked();
      const before = await grants.row(holder);
      const lease = await leased(holder);
      await grants.refreshes.release(lease, { ...FAILED, retryIn: 5_000.4 });
      const row = await grants.row(holder);

      expect(row).toMatchObject({
        ...{ lease_owner: null, lease_expires_at: null, attempt_started_at: null, unknown_since: null, fence: 2 },
        ...{ failures: 1, refusals: 0, last_error: 'http_503', generation: 1, status: 'active' },
      });
      const now = await nowOf(database);
      expect(row.retry_at).toBeGreaterThan(now);
      expect(row.retry_at).toBeLessThanOrEqual(now + 5_001);
      expect(Math.abs(row.last_error_at! - now)).toBeLessThan(10_000);
      expect(row.refresh_token).toBe(before.refresh_token);
      expect(await take(holder)).toBeUndefined();
    });

    it('counts failures, and refusals apart', async () => {
      const holder = await grants.linked();
      for (const refusal of [true, false, true]) {
        await grants.refreshes.release(await leased(holder), { ...FAILED, retryIn: 0, refusal });
      }

      expect(await grants.refreshes.read(holder.grantId, '')).toMatchObject({
        failures: 3,
        refusals: 2,
        lastError: 'http_503',
      });
    });

    it('after an answer leaves nothing unknown', async () => {
      const holder = await grants.linked();
      await grants.refreshes.release(await leased(holder), { ...FAILED, retryIn: 0 });

      expect(await leased(holder)).toMatchObject({ unknownSince: null });
    });

    it('without a known outcome leaves the mark for the next to see', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await grants.refreshes.release(lease, { ...FAILED, attempt: 'unknown', retryIn: 0 });
      const next = await leased(holder);
      expect(next.unknownSince).toBe(lease.attemptStartedAt);

      await grants.refreshes.release(next, { ...FAILED, retryIn: 0 });
      expect(await leased(holder)).toMatchObject({ unknownSince: lease.attemptStartedAt });
    });

    it('is fenced: a former holder changes nothing', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await runOut(holder);
      await leased(holder, 'other');
      const before = await grants.row(holder);
      await grants.refreshes.release(lease, FAILED);
      expect(await grants.row(holder)).toEqual(before);

      await grants.linked(holder, { refreshToken: 'refresh-2' });
      const linked = await grants.row(holder);
      await grants.refreshes.release({ ...lease, fence: before.fence }, FAILED);
      expect(await grants.row(holder)).toEqual(linked);
    });
  });

  describe('marking dead', () => {
    it('ends the grant, with the reason', async () => {
      const holder = await grants.linked({}, { nextRefreshAt: FAR });
      const lease = await leased(holder);
      const before = await grants.row(holder);

      expect(await grants.refreshes.markDead(lease, 'lost_rotation')).toBe(true);
      const row = await grants.row(holder);
      expect(row).toMatchObject({
        ...{ status: 'reauth_required', reason: 'lost_rotation', last_error: 'invalid_grant', next_refresh_at: null },
        ...{ lease_owner: null, lease_expires_at: null, attempt_started_at: null, generation: 1, fence: 2 },
      });
      expect(row.refresh_token).toBe(before.refresh_token);
      expect(await grants.accessToken(holder)).toBe('access-1');
    });

    it('is fenced', async () => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await runOut(holder);
      await leased(holder, 'other');
      const before = await grants.row(holder);

      expect(await grants.refreshes.markDead(lease, 'refused')).toBe(false);
      expect(await grants.row(holder)).toEqual(before);
    });

    it('is for the generation that was refused', async () => {
      const holder = await grants.linked();
      const [late, lease] = [await leased(holder), (await runOut(holder), await leased(holder, 'other'))];
      await grants.refreshes.store(late, '', granted({ refreshToken: 'refresh-2' }), SPENT);
      const before = await grants.row(holder);

      expect(before.fence).toBe(lease.fence);
      expect(await grants.refreshes.markDead(lease, 'refused')).toBe(false);
      expect(await grants.row(holder)).toEqual(before);
    });

    it.each(['revoked', 'reauth_required'] as const)('leaves a grant that is %s', async (status) => {
      const holder = await grants.linked();
      const lease = await leased(holder);
      await grants.alter(holder, { status, reason: 'expired' });

      expect(await grants.refreshes.markDead(lease, 'refused')).toBe(false);
      expect(await grants.row(holder)).toMatchObject({ status, reason: 'expired' });
    });
  });

  describe('marking expired', () => {
    it('ends a grant that has nothing to refresh with', async () => {
      const holder = await grants.linked({}, { refreshToken: undefined, nextRefreshAt: FAR });
      await grants.refreshes.markExpired({ id: holder.grantId, generation: 1 });

      expect(await grants.row(holder)).toMatchObject({
        status: 'reauth_required',
        reason: 'expired',
        next_refresh_at: null,
      });
    });

    it('leaves what has a refresh token, moved on, or has ended', async () => {
      const holder = await grants.linked();
      await grants.refreshes.markExpired({ id: holder.grantId, generation: 1 });
      const barren = await grants.linked({}, { refreshToken: undefined });
      await grants.refreshes.markExpired({ id: barren.grantId, generation: 0 });
      const revoked = await grants.linked();
      await grants.store.revoke(revoked);
      await grants.refreshes.markExpired({ id: revoked.grantId, generation: 2 });

      const states = await Promise.all([holder, barren, revoked].map((one) => grants.row(one)));
      expect(states.map(({ status }) => status)).toEqual(['active', 'active', 'revoked']);
    });
  });
});
