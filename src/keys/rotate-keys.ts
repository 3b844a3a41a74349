import { setTimeout as pause } from 'node:timers/promises';
import { DoesNotOpen, type KeyRing } from '../crypto/key-ring.ts';
import { sealedColumnsOf, type SealedColumn } from '../crypto/sealed-column.ts';
import type { Connection } from '../database/connection.ts';
import { newId } from '../crypto/random.ts';
import { SealedValues, type Change, type RowKey, type Span } from './sealed-values.ts';

/** A value that none of the keys opens where it stands. It is left as it is. */
export interface BrokenValue {
  table: string;
  column: string;
  /** The row's primary key. */
  row: string;
}

export interface Rotation {
  /** Sealed with the key by this process. */
  resealed: number;
  broken: BrokenValue[];
  /** Passed over again and again, for their rows were in use. */
  busy: number;
  /** Nothing was left to look at; false after an abort. */
  isDone: boolean;
}

export interface RotationSteps {
  /** Ends it behind the batch that is under way. */
  signal: AbortSignal;
  /** So many more are sealed with the key. */
  onResealed: (values: number) => void;
  onBroken: (value: BrokenValue) => void;
  /** Rows at a time, in place of what suits the database. */
  batch?: number;
}

/** Rows a batch. On SQLite others wait for the write lock meanwhile, so there are fewer, and a moment for them between two. */
const BATCH = { postgres: 2_000, sqlite: 500 };
const BREATH = { postgres: 0, sqlite: 5 };
/** How often rows that somebody is at are tried again, and milliseconds in between. */
const TRIES = 5;
const BETWEEN_TRIES = 50;

/** The columns whose values can be sealed anew, in the database that a connection is of. */
export function rotatingColumns(connection: Connection): SealedColumn[] {
  const entities = connection.dataSource.entityMetadatas.map(({ target }) => target);
  return sealedColumnsOf(entities).filter(({ rule }) => rule.staysWithKey !== true);
}

/**
 * Seals with the ring's sealing key whatever is sealed with another, while others read and write: a value takes the place
 * of the very text that it was made of, or not at all. Any number may be at it at once; one that is killed leaves nothing
 * half done.
 */
export async function rotateKeys(connection: Connection, ring: KeyRing, steps: RotationSteps): Promise<Rotation> {
  const total: Rotation = { resealed: 0, broken: [], busy: 0, isDone: true };
  for (const column of rotatingColumns(connection)) {
    const { resealed, broken, busy } = await new ColumnRotation(new SealedValues(connection, column), ring, steps).run(
      steps.batch ?? BATCH[connection.dialect],
      BREATH[connection.dialect],
    );
    total.resealed += resealed;
    total.broken.push(...broken);
    total.busy += busy;
  }
  return { ...total, isDone: !steps.signal.aborted };
}

class ColumnRotation {
  private readonly values: SealedValues;
  private readonly ring: KeyRing;
  private readonly steps: RotationSteps;
  private readonly broken: BrokenValue[] = [];
  private resealed = 0;
  private busy = 0;

  constructor(values: SealedValues, ring: KeyRing, steps: RotationSteps) {
    this.values = values;
    this.ring = ring;
    this.steps = steps;
  }

  /** Begins anywhere and goes round, so that several at once share the work: ids are random. */
  async run(size: number, breath: number): Promise<Omit<Rotation, 'isDone'>> {
    const anywhere = this.values.column.rule.row.map((_, i) => (i === 0 ? newId() : ''));
    await this.walk({ after: anywhere, until: undefined }, size, breath);
    await this.walk({ after: undefined, until: anywhere }, size, breath);
    return { resealed: this.resealed, broken: this.broken, busy: this.busy };
  }

  private async walk({ after: begin, until }: Span, size: number, breath: number): Promise<void> {
    let after = begin;
    // The database writes one batch while the next is opened and sealed here.
    let writing: Promise<void> = Promise.resolve();
    do {
      const span = { after, until };
      const [{ changes, last }] = await Promise.all([this.prepare(span, size, true), writing]);
      writing = this.write(changes, span, size);
      after = last;
      if (changes.length > 0) await pause(breath);
    } while (after !== undefined && !this.steps.signal.aborted);
    await writing;
  }

  private async write(changes: readonly Change[], span: Span, size: number): Promise<void> {
    for (let tried = 1, left = changes; left.length > 0; tried += 1) {
      const done = await this.values.replace(left);
      this.resealed += done;
      this.steps.onResealed(done);
      if (done === left.length) return;
      // Some were changed meanwhile, mostly by who seals with the key already; some are in use.
      left = (await this.prepare(span, size, false)).changes;
      if (tried === TRIES) {
        this.busy += left.length;
        return;
      }
      if (left.length > 0) await pause(BETWEEN_TRIES);
    }
  }

  private async prepare(span: Span, size: number, isFirst: boolean) {
    const { values, last } = await this.values.page(span, size, this.ring.sealing.id);
    const changes: Change[] = [];
    for (const { key, sealed, row } of values) {
      const fresh = this.reseal(sealed, row);
      if (fresh !== undefined) changes.push({ key, old: sealed, fresh });
      else if (isFirst) this.tellBroken(key);
    }
    return { changes, last };
  }

  /** @returns `undefined` for what does not open */
  private reseal(sealed: string, row: Record<string, string>): string | undefined {
    try {
      const place = this.values.column.at(row);
      return this.ring.seal(this.ring.open(sealed, place), place);
    } catch (error) {
      if (error instanceof DoesNotOpen) return undefined;
      throw error;
    }
  }

  private tellBroken(key: RowKey): void {
    const { table, name } = this.values.column;
    const value = { table, column: name, row: key.join(' ').trim() };
    this.broken.push(value);
    this.steps.onBroken(value);
  }
}
