import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'sqlite';
import { Clock } from '../../src/database/clock.ts';
import { SqliteConnection } from '../../src/database/sqlite-connection.ts';
import { DatabaseUnavailable } from '../../src/problem/problem.ts';
import { schema } from '../../src/schema.ts';
import { freshSqlite } from '../support/databases.ts';

/** Every look at it moves it on by so much. */
const STEP = 2_000;

class LeapingClock extends Clock {
  private time = 0;

  override monotonic(): number {
    return (this.time += STEP);
  }
}

describe('writers to a file that another process has locked', () => {
  let file: Awaited<ReturnType<typeof freshSqlite>>;
  let connection: SqliteConnection;
  let other: InstanceType<typeof Sqlite>;
  let clock: LeapingClock;

  beforeEach(async () => {
    file = await freshSqlite();
    clock = new LeapingClock();
    connection = await SqliteConnection.open(file.path, schema, clock);
    other = new Sqlite(file.path);
    other.exec('BEGIN IMMEDIATE');
  });

  afterEach(async () => {
    other.close();
    await connection.close();
    await file.drop();
  });

  it('give up together, not one after the other', async () => {
    const begun = clock.monotonic();
    const writers = Array.from({ length: 4 }, () => connection.transaction(() => Promise.resolve()));
    const failures = await Promise.all(writers.map((writer) => writer.catch((error: unknown) => error)));
    expect(failures).toEqual(Array.from({ length: 4 }, () => expect.any(DatabaseUnavailable)));
    // One after the other they would take four times ten seconds.
    expect(clock.monotonic() - begun).toBeLessThan(35_000);
  });
});
