import type { RefreshStore } from '../../src/grants/refresh/refresh.store.ts';

/** Where a replica can be stopped or killed: each step of refresh.md that touches the database, before and after. */
export const STEPS = [
  'before lease',
  'leased',
  'before renewal',
  'before store',
  'stored',
  'before release',
  'released',
  'before death',
  'dead',
] as const;
export type Step = (typeof STEPS)[number];

/** What the driver tells a replica. */
export type Order =
  | { kind: 'go'; skew: number }
  /** At the next such step, the replica does this to itself; `slow` waits, the process goes on. */
  | { kind: 'arm'; step: Step; how: 'kill' | 'freeze' | 'slow'; milliseconds: number }
  | { kind: 'idle?' };

/** What a replica tells the driver. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'refused'; error: string }
  | { kind: 'step'; step: Step; how: 'kill' | 'freeze' | 'slow'; milliseconds: number; grantId: string }
  /** Attempts that hold a lease, or an answer that is not stored yet. */
  | { kind: 'idle'; attempts: number };

/** Puts `at` before and after what the refresh protocol does to the database, and counts the attempts under way. */
export function watched(
  real: RefreshStore,
  at: (step: Step, grantId: string) => Promise<void>,
): RefreshStore & { readonly attempts: number } {
  const open = new Set<string>();
  const key = (lease: { grantId: string; fence: number }): string => `${lease.grantId} ${lease.fence}`;
  return {
    get attempts() {
      return open.size;
    },
    read: (grantId, variant) => real.read(grantId, variant),
    markExpired: (grant) => real.markExpired(grant),
    async lease(grant, owner) {
      await at('before lease', grant.id);
      const lease = await real.lease(grant, owner);
      if (lease === undefined) return undefined;
      open.add(key(lease));
      await at('leased', lease.grantId);
      return lease;
    },
    async renew(lease) {
      await at('before renewal', lease.grantId);
      return real.renew(lease);
    },
    async store(lease, variant, granted, spent) {
      await at('before store', lease.grantId);
      const stored = await real.store(lease, variant, granted, spent);
      open.delete(key(lease));
      await at('stored', lease.grantId);
      return stored;
    },
    async release(lease, release) {
      await at('before release', lease.grantId);
      try {
        await real.release(lease, release);
      } finally {
        open.delete(key(lease));
      }
      await at('released', lease.grantId);
    },
    async markDead(lease, reason) {
      await at('before death', lease.grantId);
      try {
        return await real.markDead(lease, reason);
      } finally {
        open.delete(key(lease));
        await at('dead', lease.grantId);
      }
    },
  };
}
