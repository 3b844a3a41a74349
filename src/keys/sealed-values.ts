import type { SealedColumn } from '../crypto/sealed-column.ts';
import { HEAD_LENGTH, headsOf, keyIdOf } from '../crypto/sealed-text.ts';
import type { Connection } from '../database/connection.ts';

/** A row's primary key, in the order of the column's rule. */
export type RowKey = readonly string[];

/** A part of a table, by primary key. */
export interface Span {
  /** Behind this row; `undefined`: from the first. */
  after: RowKey | undefined;
  /** To this row, itself included, be it there or not; `undefined`: to the last. */
  until: RowKey | undefined;
}

/** A value, and what its place is read off. */
export interface FoundValue {
  key: RowKey;
  sealed: string;
  /** By names of columns, for the place. */
  row: Record<string, string>;
}

export interface ValuePage {
  values: FoundValue[];
  /** The last row that was looked at; `undefined`: there is none behind. */
  last: RowKey | undefined;
}

/** A value that is to take the place of another, if that is still there. */
export interface Change {
  key: RowKey;
  old: string;
  fresh: string;
}

/** How many values were found, by the id of their key; `undefined` is no sealed value. */
export type ValueCount = Map<string | undefined, number>;

/** Rows a statement, when it only counts: no statement may take long, however large the table. */
const COUNTED_AT_ONCE = 20_000;

type PageRow = Record<string, string | null> & { sealed: string | null };

/** The values of one sealed column, over all rows, page by page in the order of the primary key. */
export class SealedValues {
  readonly column: SealedColumn;
  private readonly connection: Connection;

  constructor(connection: Connection, column: SealedColumn) {
    this.connection = connection;
    this.column = column;
  }

  /**
   * The values among the first rows of a span that are not sealed with a key.
   * @param size rows to look at, sealed with that key or not
   */
  async page({ after, until }: Span, size: number, exceptKey: string): Promise<ValuePage> {
    const { name, rule } = this.column;
    const heads = headsOf(exceptKey);
    const from = rule.parent === undefined ? 's' : 'p';
    const belonging = [rule.owner, rule.provider]
      .filter((column) => column !== undefined)
      .map((column) => `, ${from}.${column} AS ${column}`);
    const join = rule.parent === undefined ? '' : `LEFT JOIN ${rule.parent.table} p ON p.id = s.${rule.parent.by}`;
    const first = rule.row.length + 2;
    const among = heads.map((_, i) => `$${first + i}`).join(', ');
    const end = until === undefined ? '' : `AND ${this.keyUpTo(first + heads.length)}`;
    const rows = await this.connection.read<PageRow>(
      `SELECT ${this.keyOf('s')}${belonging.join('')},
         CASE WHEN substr(s.${name}, 1, ${HEAD_LENGTH}) IN (${among}) THEN NULL ELSE s.${name} END AS sealed
       FROM (${this.rowsBehind(`${this.keyOf()}, ${this.columnsBeside().join(', ')}`, end)}) s ${join}
       ORDER BY ${this.keyOf('s')}`,
      [size, ...this.cursorOf(after), ...heads, ...(until ?? [])],
    );
    return {
      values: rows.flatMap((row) => this.toValue(row)),
      last: rows.length < size ? undefined : this.keyIn(rows.at(-1)),
    };
  }

  /** Puts in what is still to be put in; a row that somebody is at is passed over. @returns how many */
  async replace(changes: readonly Change[]): Promise<number> {
    if (changes.length === 0) return 0;
    const records = changes.map(({ key, old, fresh }) => ({ old, fresh, ...Object.fromEntries(key.map(named)) }));
    const sql = this.connection.dialect === 'postgres' ? this.postgresReplace : this.sqliteReplace;
    return (await this.connection.write(sql, [JSON.stringify(records)])).length;
  }

  /** @param signal ends it early, with what was counted so far */
  async count(signal?: AbortSignal): Promise<ValueCount> {
    const { name, rule } = this.column;
    const counts: ValueCount = new Map();
    const behind = rule.row.map(
      (column) => `(SELECT ${column} FROM page ORDER BY ${this.descending} LIMIT 1) AS ${column}`,
    );
    const sql = `WITH page AS (${this.rowsBehind(`${this.keyOf()}, substr(${name}, 1, ${HEAD_LENGTH}) AS head`)})
      SELECT head, count(*) AS found, ${behind.join(', ')} FROM page GROUP BY head`;
    let after: RowKey | undefined;
    do {
      const groups = await this.connection.read<Record<string, string> & { head: string | null; found: number }>(sql, [
        COUNTED_AT_ONCE,
        ...this.cursorOf(after),
      ]);
      for (const { head, found } of groups) {
        if (head !== null) counts.set(keyIdOf(head), (counts.get(keyIdOf(head)) ?? 0) + found);
      }
      const looked = groups.reduce((sum, { found }) => sum + found, 0);
      after = looked < COUNTED_AT_ONCE ? undefined : this.keyIn(groups[0]);
    } while (after !== undefined && signal?.aborted !== true);
    return counts;
  }

  private toValue(row: PageRow): FoundValue[] {
    if (row.sealed === null) return [];
    const { sealed, ...place } = row;
    const texts = Object.entries(place).filter((entry): entry is [string, string] => entry[1] !== null);
    return [{ key: this.keyIn(row), sealed, row: Object.fromEntries(texts) }];
  }

  private keyIn(row: Record<string, unknown> | undefined): RowKey {
    return this.column.rule.row.map((column) => String(row?.[column]));
  }

  private cursorOf(after: RowKey | undefined): readonly string[] {
    return after ?? this.column.rule.row.map(() => '');
  }

  private keyOf(table?: string): string {
    return this.column.rule.row.map((column) => (table === undefined ? column : `${table}.${column}`)).join(', ');
  }

  private get descending(): string {
    return this.column.rule.row.map((column) => `${column} DESC`).join(', ');
  }

  /** What a page needs of the table beside its key. */
  private columnsBeside(): string[] {
    const { name, rule } = this.column;
    const beside = rule.parent === undefined ? [rule.owner, rule.provider] : [rule.parent.by];
    const known = beside.filter((column) => column !== undefined && !rule.row.includes(column));
    return [name, ...known.filter((column) => column !== undefined)];
  }

  /** `$1` rows behind the key in `$2` and what follows. */
  private rowsBehind(what: string, end = ''): string {
    return `SELECT ${what} FROM ${this.column.table}
      WHERE (${this.keyOf()}) > (${this.parametersFrom(2)}) ${end} ORDER BY ${this.keyOf()} LIMIT $1`;
  }

  private keyUpTo(first: number): string {
    return `(${this.keyOf()}) <= (${this.parametersFrom(first)})`;
  }

  /** One for each column of the key. */
  private parametersFrom(first: number): string {
    return this.column.rule.row.map((_, i) => `$${first + i}`).join(', ');
  }

  /** Who locks several grants of a user locks them in an order of their own: a row in use is passed over. */
  private get postgresReplace(): string {
    const { table, name, rule } = this.column;
    const names = rule.row.map((_, i) => `k${i}`);
    const same = (from: string): string => rule.row.map((column, i) => `t.${column} = ${from}.k${i}`).join(' AND ');
    return `WITH free AS (
        SELECT c.* FROM json_to_recordset(CAST($1 AS json)) AS c(old text, fresh text, ${names.map((one) => `${one} text`).join(', ')})
        JOIN ${table} t ON ${same('c')} AND t.${name} = c.old FOR UPDATE OF t SKIP LOCKED)
      UPDATE ${table} t SET ${name} = free.fresh FROM free WHERE ${same('free')} AND t.${name} = free.old
      RETURNING t.${rule.row[0]}`;
  }

  private get sqliteReplace(): string {
    const { table, name, rule } = this.column;
    const picked = ['old', 'fresh', ...rule.row.map((_, i) => `k${i}`)];
    const same = rule.row.map((column, i) => `${table}.${column} = c.k${i}`).join(' AND ');
    return `UPDATE ${table} SET ${name} = c.fresh
      FROM (SELECT ${picked.map((one) => `value ->> '${one}' AS ${one}`).join(', ')} FROM json_each($1)) c
      WHERE ${same} AND ${table}.${name} = c.old RETURNING ${rule.row[0]}`;
  }
}

function named(value: string, i: number): [string, string] {
  return [`k${i}`, value];
}
