import type { Database } from './database.ts';

const WRITE_EVERY = 60_000;
const ROWS_AT_ONCE = 128;

type Used = 'api_keys' | 'grants';

/** When rows were used last, to the minute: gathered in memory and written together, for the read path waits for nobody. */
export class LastUse {
  private readonly database: Database;
  private readonly touched = { api_keys: new Set<string>(), grants: new Set<string>() };
  private timer: NodeJS.Timeout | undefined;

  constructor(database: Database) {
    this.database = database;
  }

  touch(table: Used, id: string): void {
    this.touched[table].add(id);
    this.timer ??= setTimeout(() => void this.write().catch(() => undefined), WRITE_EVERY).unref();
  }

  /** Writes what was gathered; what cannot be written waits for the next time. @throws DatabaseUnavailable */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const table of ['api_keys', 'grants'] as const) {
      const ids = [...this.touched[table]];
      this.touched[table].clear();
      while (ids.length > 0) await this.writeSome(table, ids.splice(0, ROWS_AT_ONCE), ids);
    }
  }

  private async writeSome(table: Used, some: readonly string[], rest: readonly string[]): Promise<void> {
    // Few lengths, for each makes a statement of its own.
    const length = 2 ** Math.ceil(Math.log2(some.length));
    const ids = Array.from({ length }, (_, i) => some[Math.min(i, some.length - 1)] ?? '');
    const among = `id IN (${ids.map((_, i) => `$${i + 1}`).join(', ')})`;
    try {
      const { now, connection } = this.database;
      // Who locks several rows in an order of their own must not wait for us, nor we for them: a row in use is passed over.
      const free =
        connection.dialect === 'postgres'
          ? `id IN (SELECT id FROM ${table} WHERE ${among} FOR UPDATE SKIP LOCKED)`
          : among;
      await this.database.write(`UPDATE ${table} SET last_used_at = ${now} WHERE ${free} RETURNING id`, ids);
    } catch (error) {
      for (const id of [...some, ...rest]) this.touch(table, id);
      throw error;
    }
  }
}
