import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Value } from '../../src/database/connection.ts';
import type { Database } from '../../src/database/database.ts';
import { DueGrantStore } from '../../src/grants/keeper/due-grants.store.ts';
import { databases } from '../support/databases.ts';
import { openFresh, type Opened } from './opened.ts';

const GRANTS = 30_000;
const DUE = 100;
const UNSETTLED = 10;

interface PlanNode {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe.each(databases)('DueGrantStore on $name, among many grants', (kind) => {
  let opened: Opened;
  let database: Database;
  let due: DueGrantStore;

  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    due = new DueGrantStore(database);
    const { now } = database;
    await database.write(
      `INSERT INTO users (id, issuer, subject, created_at, seen_at)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GRANTS})
       SELECT 'u' || i, 'https://login.example', 's' || i, 1, 1 FROM n RETURNING 1 AS one`,
    );
    await database.write(
      `INSERT INTO grants (id, user_id, provider, account, status, next_refresh_at, unknown_since, linked_at, created_at)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GRANTS})
       SELECT 'g' || i, 'u' || i, 'idp1', 'a' || i, 'active',
         ${now} + CASE WHEN i <= ${DUE} THEN -60000 * i ELSE 86400000 + i END,
         CASE WHEN i > ${GRANTS - UNSETTLED} THEN ${now} - 60000 * i END, 1, 1
       FROM n RETURNING 1 AS one`,
    );
    await database.write('ANALYZE');
  });
  afterAll(() => opened.close());

  /** The statement that a task issues, without its being carried out. */
  async function statementOf(task: () => Promise<unknown>): Promise<[sql: string, values: readonly Value[]]> {
    try {
      return await new Promise((resolve, reject) => {
        const capture = <Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> => {
          resolve([sql, values]);
          return Promise.resolve([]);
        };
        Object.assign(database, { read: capture, write: capture });
        task().catch(reject);
      });
    } finally {
      for (const method of ['read', 'write']) Reflect.deleteProperty(database, method);
    }
  }

  /** How many rows of any table a statement looks at (PostgreSQL), or whether it walks through a whole table (SQLite). */
  async function expectFew(task: () => Promise<unknown>): Promise<void> {
    const [sql, values] = await statementOf(task);
    if (kind.name === 'sqlite') {
      const plan = await database.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
      expect(plan.map(({ detail }) => detail).filter((detail) => /^SCAN (grants|g|u)\b/.test(detail))).toEqual([]);
      return;
    }
    const [row] = await database.write<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      values,
    );
    const looked = (node: PlanNode): number =>
      Math.max(
        (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
        ...(node.Plans ?? []).map(looked),
      );
    expect(looked(row!['QUERY PLAN'][0]!.Plan)).toBeLessThan(3 * DUE);
  }

  it('looks at those alone that are unsettled', async () => {
    await expectFew(() => due.unsettled('idp1', 200, 0));
    const found = await due.unsettled('idp1', 200, 0);
    expect(found.map(({ grantId }) => grantId)).toEqual(Array.from({ length: UNSETTLED }, (_, i) => `g${GRANTS - i}`));
  });

  it('counts and claims those alone that are due, in their order', async () => {
    expect(await due.backlog('idp1')).toBe(DUE);
    await expectFew(() => due.backlog('idp1'));
    const claimed = await due.claim('idp1', 60);
    expect(claimed.map(({ grantId }) => grantId).sort()).toEqual(
      Array.from({ length: 60 }, (_, i) => `g${DUE - i}`).sort(),
    );
    await expectFew(() => due.claim('idp1', 100));
    expect(await due.backlog('idp1')).toBeLessThanOrEqual(40);
  });
});
