import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import { DatabaseUnavailable } from '../../src/problem/problem.ts';
import { databases } from '../support/databases.ts';
import { gate, openFresh, type Opened } from './opened.ts';

interface Person {
  id: string;
  subject: string;
}

describe.each(databases)('a connection to $name', (kind) => {
  let opened: Opened;
  let database: Database;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
  });
  afterAll(() => opened.close());
  afterEach(() => database.write('DELETE FROM users RETURNING id'));

  const insert = `INSERT INTO users (id, issuer, subject, created_at, seen_at) VALUES ($1, 'i', $2, 1, 1) RETURNING id, subject`;
  const subjects = async (from = database): Promise<string[]> => {
    const rows = await from.read<Person>('SELECT id, subject FROM users ORDER BY subject');
    return rows.map(({ subject }) => subject);
  };

  describe('a statement', () => {
    it('answers the rows that it returns', async () => {
      expect(await database.write(insert, ['1', 'ann'])).toEqual([{ id: '1', subject: 'ann' }]);
      expect(await database.write(`UPDATE users SET subject = 'bo' RETURNING subject`)).toEqual([{ subject: 'bo' }]);
      expect(await database.write(`DELETE FROM users WHERE id = $1 RETURNING id`, ['1'])).toEqual([{ id: '1' }]);
    });

    it('answers no rows where it changes none', async () => {
      await database.write(insert, ['1', 'ann']);

      expect(await database.write(`UPDATE users SET subject = 'x' WHERE id = 'none' RETURNING id`)).toEqual([]);
      expect(await database.write(`DELETE FROM users WHERE id = 'none' RETURNING id`)).toEqual([]);
      const again = insert.replace('RETURNING', 'ON CONFLICT DO NOTHING RETURNING');
      expect(await database.write(again, ['1', 'ann'])).toEqual([]);
    });

    it('takes its parameters by number, in any order and more than once', async () => {
      const sql = 'SELECT $2 AS b, $1 AS a, $2 AS c WHERE $1 <> $2';

      expect(await database.read(sql, ['one', 'two'])).toEqual([{ a: 'one', b: 'two', c: 'two' }]);
    });

    it('keeps and finds booleans and nulls', async () => {
      const sql = `INSERT INTO users (id, issuer, subject, email_verified, created_at, seen_at)
                   VALUES ($1, 'i', $1, $2, 1, 1) RETURNING email_verified`;
      for (const value of [true, false, null]) {
        const [row] = await database.write<{ email_verified: unknown }>(sql, [String(value), value]);
        expect(row?.email_verified === null ? null : Boolean(row?.email_verified)).toBe(value);
      }
      expect(await database.read('SELECT id FROM users WHERE email_verified = true')).toEqual([{ id: 'true' }]);
      expect(await database.read('SELECT id FROM users WHERE email_verified = $1', [false])).toEqual([{ id: 'false' }]);
    });

    it('gives instants as numbers', async () => {
      const instant = Date.UTC(2150, 0, 1);
      await database.write(insert, ['1', 'ann']);

      expect(await database.write('UPDATE users SET seen_at = $1 RETURNING seen_at', [instant])).toEqual([
        { seen_at: instant },
      ]);
      expect(await database.read('SELECT seen_at + $1 AS later FROM users', [1000])).toEqual([
        { later: instant + 1000 },
      ]);
    });

    it('knows the present instant in milliseconds', async () => {
      const before = Date.now();
      const [row] = await database.read<{ now: number }>(`SELECT ${database.now} AS now`);

      expect(Number.isInteger(row?.now)).toBe(true);
      expect(Math.abs(row!.now - before)).toBeLessThan(5_000);
    });

    it('that fails speaks of itself, not of the database', async () => {
      await database.write(insert, ['1', 'ann']);
      const wrong = [insert, 'SELECT nothing FROM users', 'SELEC 1', `INSERT INTO users (id) VALUES ($1) RETURNING id`];
      for (const sql of wrong) {
        const error: unknown = await database
          .write(sql, ['1', 'ann'].slice(0, sql.split('$').length - 1))
          .catch((e: unknown) => e);
        expect(error).toHaveProperty('message');
        expect(error).not.toBeInstanceOf(DatabaseUnavailable);
      }
      expect(await subjects()).toEqual(['ann']);
    });

    it('may not refer to a row that is not there', async () => {
      const orphan = `INSERT INTO grants (id, user_id, provider, status, linked_at, created_at)
                      VALUES ('g', 'nobody', 'p', 'active', 1, 1) RETURNING id`;

      await expect(database.write(orphan)).rejects.toThrow(/foreign key/i);
    });

    it('sees whether a table is there', async () => {
      expect(await database.connection.hasTable('users')).toBe(true);
      expect(await database.connection.hasTable('losers')).toBe(false);
    });
  });

  describe('a transaction', () => {
    it('keeps all that it did, and answers what its work answers', async () => {
      const answer = await database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'ann']);
        await statements.rows(insert, ['2', 'bo']);
        return statements.rows('SELECT subject FROM users ORDER BY subject');
      });

      expect(answer).toEqual([{ subject: 'ann' }, { subject: 'bo' }]);
      expect(await subjects()).toEqual(['ann', 'bo']);
    });

    it('undoes all that it did when its work throws, and throws the same', async () => {
      const failure = new Error('no');
      const work = database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'ann']);
        throw failure;
      });

      await expect(work).rejects.toBe(failure);
      expect(await subjects()).toEqual([]);
    });

    it('undoes all that it did when a statement fails', async () => {
      const work = database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'ann']);
        await statements.rows(insert, ['1', 'bo']);
      });

      const error: unknown = await work.catch((e: unknown) => e);
      expect(error).toHaveProperty('message', expect.stringMatching(/unique/i));
      expect(error).not.toBeInstanceOf(DatabaseUnavailable);
      expect(await subjects()).toEqual([]);
    });

    it('does not say that it kept what it lost when its work passes over a failed statement', async () => {
      const work = database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'ann']);
        await statements.rows(insert, ['1', 'bo']).catch(() => undefined);
        return 'kept';
      });

      await expect(work).rejects.toThrow(/unique/i);
      expect(await subjects()).toEqual([]);
    });

    it('goes on without a part that failed, when that stood in a savepoint', async () => {
      const answer = await database.transaction(async (transaction) => {
        await transaction.rows(insert, ['1', 'ann']);
        const part = transaction.savepoint(async () => {
          await transaction.rows(insert, ['2', 'undone']);
          await transaction.rows(insert, ['1', 'bo']);
        });
        await expect(part).rejects.toThrow(/unique/i);
        await transaction.savepoint(() => transaction.rows(insert, ['3', 'cy']));
        return transaction.rows(insert, ['4', 'di']);
      });

      expect(answer).toHaveLength(1);
      expect(await subjects()).toEqual(['ann', 'cy', 'di']);
    });

    it('does not pass over a statement that a savepoint’s work passed over', async () => {
      const work = database.transaction(async (transaction) => {
        await transaction.savepoint(async () => {
          await transaction.rows(insert, ['1', 'ann']);
          await transaction.rows(insert, ['1', 'bo']).catch(() => undefined);
        });
      });

      await expect(work).rejects.toThrow();
      expect(await subjects()).toEqual([]);
    });

    it('leaves the connection fit for the next one', async () => {
      for (const subject of ['ann', 'bo', 'cy', 'di', 'ed', 'fa']) {
        await expect(database.transaction((statements) => statements.rows('SELEC 1'))).rejects.toThrow(/syntax/i);
        await database.transaction((statements) => statements.rows(insert, [newId(), subject]));
      }
      expect(await subjects()).toEqual(['ann', 'bo', 'cy', 'di', 'ed', 'fa']);
    });

    it('neither loses nor takes along what another writes meanwhile', async () => {
      const { open, opened: mayEnd } = gate();
      const { open: begin, opened: begun } = gate();
      const transaction = database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'rolled back']);
        begin();
        await mayEnd;
        throw new Error('no');
      });
      await begun;
      const bare = database.write(insert, ['2', 'bare']);
      const other = database.transaction((statements) => statements.rows(insert, ['3', 'other']));
      open();

      await expect(transaction).rejects.toThrow('no');
      expect(await bare).toHaveLength(1);
      expect(await other).toHaveLength(1);
      expect(await subjects()).toEqual(['bare', 'other']);
    });

    it('shows nobody what it has not committed', async () => {
      const { open, opened: mayEnd } = gate();
      const { open: begin, opened: begun } = gate();
      const seen: string[][] = [];
      const transaction = database.transaction(async (statements) => {
        await statements.rows(insert, ['1', 'uncommitted']);
        begin();
        await mayEnd;
        throw new Error('no');
      });
      await begun;
      const readers = Array.from({ length: 3 }, async () => seen.push(await subjects()));
      open();

      await expect(transaction).rejects.toThrow('no');
      await Promise.all(readers);
      expect(seen).toEqual([[], [], []]);
    });

    it('shows a reader that came with others what was committed', async () => {
      const transaction = database.transaction((statements) => statements.rows(insert, ['1', 'ann']));
      const another = database.transaction((statements) => statements.rows(insert, ['2', 'bo']));
      await transaction;

      expect(await subjects()).toContain('ann');
      await another;
      expect(await subjects()).toEqual(['ann', 'bo']);
    });
  });

  describe('many writers at once', () => {
    it('all get their turn on one connection', async () => {
      await database.write(insert, ['1', 'ann']);
      const step = 'UPDATE users SET seen_at = seen_at + 1 RETURNING seen_at';
      const bare = Array.from({ length: 40 }, () => database.write(step));
      const grouped = Array.from({ length: 10 }, () =>
        database.transaction(async (statements) => {
          await statements.rows(step);
          await statements.rows(step);
        }),
      );
      await Promise.all([...bare, ...grouped]);

      expect(await database.read('SELECT seen_at FROM users')).toEqual([{ seen_at: 61 }]);
    });

    it('all get their turn on connections of several replicas', async () => {
      const replicas = [database, await opened.again(), await opened.again()];
      await database.write(insert, ['1', 'ann']);
      const step = 'UPDATE users SET seen_at = seen_at + 1 RETURNING seen_at';
      const work = replicas.flatMap((replica) =>
        Array.from({ length: 20 }, (_, i) =>
          i % 2 === 0 ? replica.write(step) : replica.transaction((statements) => statements.rows(step)),
        ),
      );
      await Promise.all(work);

      expect(await replicas[2]!.read('SELECT seen_at FROM users')).toEqual([{ seen_at: 61 }]);
    });

    it('wait for the transaction of another replica', async () => {
      const other = await opened.again();
      const { open, opened: mayEnd } = gate();
      const { open: begin, opened: begun } = gate();
      await database.write(insert, ['1', 'ann']);
      const transaction = database.transaction(async (statements) => {
        await statements.rows(`UPDATE users SET seen_at = seen_at + 10 RETURNING id`);
        begin();
        await mayEnd;
      });
      await begun;
      expect(await other.read('SELECT seen_at FROM users')).toEqual([{ seen_at: 1 }]);
      const waiting = other.write<{ seen_at: number }>(`UPDATE users SET seen_at = seen_at + 1 RETURNING seen_at`);
      await other.read('SELECT seen_at FROM users');
      open();
      await transaction;

      expect(await waiting).toEqual([{ seen_at: 12 }]);
    });
  });

  it('answers DatabaseUnavailable once it is closed', async () => {
    const other = await opened.again();
    await other.close();

    await expect(other.read('SELECT 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(other.write('SELECT 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(other.transaction(() => Promise.resolve())).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});
