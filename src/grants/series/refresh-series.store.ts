import type { Value } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import type { RefreshSeriesEntity } from './refresh-series.entity.ts';

/** What became of refreshes at a provider from an instant on. Instants and latencies are milliseconds. */
export type RefreshCounts = Pick<RefreshSeriesEntity, keyof RefreshSeriesEntity>;

/** A row of {@link RefreshCounts} is for so many milliseconds. */
export const SERIES_STEP = 5 * 60_000;

export interface SeriesWish {
  /** Milliseconds since the epoch, the first that counts. */
  since: number;
  /** The first that no longer counts. */
  until: number;
  /** Milliseconds that are taken together, a multiple of {@link SERIES_STEP}. */
  step: number;
  /** Only these; `undefined`: all. */
  providers?: readonly string[] | undefined;
}

const COUNTED = ['kept', 'dead', 'ours', 'transient', 'narrowing_refused', 'latency_sum'] as const;
const COLUMNS = ['at', 'provider', ...COUNTED, 'latency_max'] as const satisfies (keyof RefreshSeriesEntity)[];

const ADD = `INSERT INTO refresh_series AS held (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')})
  ON CONFLICT (at, provider) DO UPDATE SET
    ${COUNTED.map((column) => `${column} = held.${column} + excluded.${column}`).join(', ')},
    latency_max = CASE WHEN excluded.latency_max > held.latency_max THEN excluded.latency_max ELSE held.latency_max END
  RETURNING provider`;

/** How refreshes went over time: every replica adds what it counted. */
export class RefreshSeriesStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Adds all of these, or none. */
  async add(counts: readonly RefreshCounts[]): Promise<void> {
    // In one order, lest two replicas wait for each other.
    const ordered = [...counts].sort((a, b) => a.at - b.at || (a.provider < b.provider ? -1 : 1));
    await this.database.transaction(async (statements) => {
      for (const row of ordered) {
        await statements.rows(
          ADD,
          COLUMNS.map((column): Value => row[column]),
        );
      }
    });
  }

  /** By provider, the oldest first; `at` is where a step begins. Steps in which nothing happened are left out. */
  async list({ since, until, step, providers }: SeriesWish): Promise<RefreshCounts[]> {
    const values: Value[] = [step, since, until];
    const sums = COUNTED.map((column) => `CAST(sum(${column}) AS bigint) AS ${column}`).join(', ');
    // None at all: a list that is empty is no SQL.
    const among = providers && ['', ...providers].map((provider) => `$${values.push(provider)}`).join(', ');
    return this.database.read<RefreshCounts>(
      `SELECT at / CAST($1 AS bigint) * CAST($1 AS bigint) AS at, provider, ${sums}, max(latency_max) AS latency_max
       FROM refresh_series WHERE at >= $2 AND at < $3 ${among === undefined ? '' : `AND provider IN (${among})`}
       GROUP BY 1, 2 ORDER BY 2, 1`,
      values,
    );
  }

  /** Removes what is older than so many milliseconds. @returns how many rows */
  async prune(age: number): Promise<number> {
    const gone = await this.database.write(
      `DELETE FROM refresh_series WHERE at < (SELECT ${this.database.now}) - $1 RETURNING provider`,
      [age],
    );
    return gone.length;
  }
}
