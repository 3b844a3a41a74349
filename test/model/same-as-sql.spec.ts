import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../../src/database/connection.ts';
import type { GrantReason } from '../../src/grants/grant.entity.ts';
import type { Lease, Release } from '../../src/grants/refresh/refresh.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { Grants } from '../contracts/granted.ts';
import { granted } from '../contracts/token-set.ts';
import { connect, newRing, openDatabase } from '../contracts/opened.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import * as memory from './memory-refresh.store.ts';

/** One thing done to a grant. Leases are named by how long ago they were taken: stale fences and generations included. */
type Act =
  | { do: 'lease'; lag: 0 | 1; fenceLag: 0 | 1 }
  | { do: 'renew'; of: number }
  | { do: 'store'; of: number; refreshToken: 'new' | 'same' | 'none' }
  | { do: 'store again' }
  | { do: 'release'; of: number; how: Release }
  | { do: 'mark dead'; of: number; reason: GrantReason }
  | { do: 'mark expired'; lag: 0 | 1 }
  | { do: 'link'; refreshToken: boolean }
  | { do: 'revoke' }
  | { do: 'let time pass'; by: number };

const lag = fc.constantFrom<(0 | 1)[]>(0, 0, 0, 1);
const of = fc.constantFrom(0, 0, 0, 1, 2);
const releases: fc.Arbitrary<Release> = fc.record({
  attempt: fc.constantFrom<Release['attempt'][]>('cleared', 'unknown'),
  error: fc.constantFrom('http_503', 'no_answer'),
  retryIn: fc.constantFrom(0, 0, 999.5, 10_000),
  refusal: fc.boolean(),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('lease' as const), lag, fenceLag: lag }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant('renew' as const), of }), weight: 2 },
  {
    arbitrary: fc.record({
      do: fc.constant('store' as const),
      of,
      refreshToken: fc.constantFrom<('new' | 'same' | 'none')[]>('new', 'same', 'none'),
    }),
    weight: 4,
  },
  { arbitrary: fc.constant<Act>({ do: 'store again' }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('release' as const), of, how: releases }), weight: 3 },
  {
    arbitrary: fc.record({
      do: fc.constant('mark dead' as const),
      of,
      reason: fc.constantFrom<GrantReason[]>('refused', 'lost_rotation'),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant('mark expired' as const), lag }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('link' as const), refreshToken: fc.boolean() }), weight: 1 },
  { arbitrary: fc.constant<Act>({ do: 'revoke' }), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant('let time pass' as const),
      by: fc.constantFrom(1, 9_999, 10_000, 29_999, 30_000, 30_000),
    }),
    weight: 5,
  },
);

const again = { do: 'lease', lag: 0, fenceLag: 0 } as const;
const passing = (by: number) => ({ do: 'let time pass', by }) as const;

/** What chance seldom hits upon. */
const examples: [Act[]][] = [
  // A lease is over at its last instant, and not before.
  [[again, passing(29_999), again, passing(1), again]],
  // A late answer is stored under an old fence; the newest holder's word comes for a generation that is over.
  [
    [
      again,
      passing(30_000),
      again,
      { do: 'store', of: 1, refreshToken: 'new' },
      { do: 'mark dead', of: 0, reason: 'refused' },
    ],
  ],
  // The mark of an attempt, kept through two more.
  [[again, passing(30_000), again, passing(30_000), again, passing(30_000), again]],
  // A late answer revives a grant that was called dead.
  [
    [
      ...[again, passing(30_000), again, { do: 'mark dead', of: 0, reason: 'lost_rotation' } as const],
      { do: 'store', of: 1, refreshToken: 'new' },
    ],
  ],
  // A link without refresh token keeps one that works, and none that is dead; then there is nothing to refresh with.
  [
    [
      ...[{ do: 'link', refreshToken: false } as const, again, { do: 'mark dead', of: 0, reason: 'refused' } as const],
      ...[{ do: 'link', refreshToken: false } as const, { do: 'mark expired', lag: 1 } as const],
      { do: 'mark expired', lag: 0 },
    ],
  ],
  // A rest is over at its last instant.
  [
    [
      again,
      { do: 'release', of: 0, how: { attempt: 'unknown', error: 'no_answer', retryIn: 10_000, refusal: false } },
      ...[passing(9_999), again, passing(1), again],
    ],
  ],
];

/** The same database with a clock that the test moves. */
function withClock(connection: Connection, clock: { now: number }): Connection {
  const now = (): string => (connection.dialect === 'postgres' ? `${clock.now}::bigint` : `${clock.now}`);
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = name === 'now' ? now() : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const RUNS = { sqlite: 200, postgres: 25 };

describe.each(databases)('the model of a grant’s row and the SQL on $name', ({ name, fresh }) => {
  const clock = { now: 1_000_000 };
  let grants: Grants;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const own: TestDatabase = await fresh();
    const database = await openDatabase(async () => withClock(await connect(own.url), clock));
    grants = new Grants(database, newRing());
    close = async () => {
      await database.close();
      await own.drop();
    };
  });
  afterAll(() => close());

  it('do the same, whatever is done in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 25 }), async (list) => {
        const pair = await Pair.linked(grants, clock);
        for (const act of list) {
          const [fromSql, fromModel] = await pair.act(act);
          expect({ after: act, answer: fromSql }).toEqual({ after: act, answer: fromModel });
          expect({ after: act, row: await pair.sqlRow() }).toEqual({ after: act, row: pair.row });
        }
      }),
      { numRuns: RUNS[name], examples, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
    );
  });
});

/** The same lease, as either gave it. */
interface Leased {
  sql: Lease;
  model: memory.RowLease;
}

/** A grant in the database, and its image in memory. */
class Pair {
  row: memory.Row;
  private readonly grants: Grants;
  private readonly holder: Holder;
  private readonly clock: { now: number };
  /** Newest first. */
  private readonly leases: Leased[] = [];
  private lastStored: { lease: Leased; tokens: memory.Tokens } | undefined;
  private names = 1;

  private constructor(grants: Grants, clock: { now: number }, holder: Holder, row: memory.Row) {
    this.grants = grants;
    this.clock = clock;
    this.holder = holder;
    this.row = row;
  }

  static async linked(grants: Grants, clock: { now: number }): Promise<Pair> {
    const first = { accessToken: 'access-0', refreshToken: 'refresh-0' };
    return new Pair(grants, clock, await grants.linked({}, first), memory.link(memory.unlinked, first));
  }

  /** What either answered. */
  async act(act: Act): Promise<[unknown, unknown]> {
    const { refreshes } = this.grants;
    const { now } = this.clock;
    switch (act.do) {
      case 'lease': {
        const seen = { generation: this.row.generation - act.lag, fence: this.row.fence - act.fenceLag };
        const sql = await refreshes.lease({ id: this.holder.grantId, ...seen }, 'me');
        const { row, lease } = memory.lease(this.row, seen, 'me', now);
        this.row = row;
        if (sql && lease) this.leases.unshift({ sql, model: lease });
        return [sql && pick(sql), lease];
      }
      case 'store':
        return this.store(this.leases[act.of], this.tokens(act.refreshToken));
      case 'store again':
        return this.store(this.lastStored?.lease, this.lastStored?.tokens ?? this.tokens('none'));
      case 'mark expired': {
        const seen = { generation: this.row.generation - act.lag };
        await refreshes.markExpired({ id: this.holder.grantId, ...seen });
        this.row = memory.markExpired(this.row, seen);
        return [0, 0];
      }
      case 'link': {
        const tokens = this.tokens(act.refreshToken ? 'new' : 'none');
        await this.grants.linked({ userId: this.holder.userId }, tokens);
        this.row = memory.link(this.row, tokens);
        return [0, 0];
      }
      case 'revoke':
        await this.grants.store.revoke(this.holder);
        this.row = memory.revoke(this.row);
        return [0, 0];
      case 'let time pass':
        this.clock.now += act.by;
        return [0, 0];
      default:
        return this.actOnLease(act);
    }
  }

  private async actOnLease(act: Act & { do: 'renew' | 'release' | 'mark dead' }): Promise<[unknown, unknown]> {
    const { refreshes } = this.grants;
    const lease = this.leases[act.of];
    if (lease === undefined) return [0, 0];
    switch (act.do) {
      case 'renew': {
        const { row, renewed } = memory.renew(this.row, lease.model, this.clock.now);
        this.row = row;
        return [await refreshes.renew(lease.sql), renewed];
      }
      case 'release':
        await refreshes.release(lease.sql, act.how);
        this.row = memory.release(this.row, lease.model, act.how, this.clock.now);
        return [0, 0];
      case 'mark dead': {
        const { row, marked } = memory.markDead(this.row, lease.model, act.reason);
        this.row = row;
        return [await refreshes.markDead(lease.sql, act.reason), marked];
      }
    }
  }

  private async store(lease: Leased | undefined, tokens: memory.Tokens): Promise<[unknown, unknown]> {
    if (lease === undefined) return [0, 0];
    this.lastStored = { lease, tokens };
    const spent = { refreshToken: this.row.refreshToken ?? 'refresh-0', reuseWindow: 0 };
    const { row, stored } = memory.store(this.row, lease.model, tokens);
    this.row = row;
    return [await this.grants.refreshes.store(lease.sql, '', granted(tokens), spent), stored];
  }

  private tokens(refreshToken: 'new' | 'same' | 'none'): memory.Tokens {
    const n = this.names++;
    const same = this.row.refreshToken ?? undefined;
    return {
      accessToken: `access-${n}`,
      refreshToken: refreshToken === 'new' ? `refresh-${n}` : refreshToken === 'same' ? same : undefined,
    };
  }

  async sqlRow(): Promise<memory.Row> {
    const row = await this.grants.row(this.holder);
    const [token] = await this.grants.tokenRows(this.holder);
    return {
      ...{ status: row.status, reason: row.reason, generation: row.generation, fence: row.fence },
      ...{
        leaseOwner: row.lease_owner,
        leaseExpiresAt: row.lease_expires_at,
        attemptStartedAt: row.attempt_started_at,
      },
      ...{ unknownSince: row.unknown_since, retryAt: row.retry_at, failures: row.failures, refusals: row.refusals },
      lastError: row.last_error,
      refreshToken: (await this.grants.refreshToken(this.holder)) ?? null,
      accessToken: (await this.grants.accessToken(this.holder)) ?? null,
      accessGeneration: token?.generation ?? 0,
    };
  }
}

function pick({ generation, fence, attemptStartedAt, unknownSince }: Lease): memory.RowLease {
  return { generation, fence, attemptStartedAt, unknownSince };
}
