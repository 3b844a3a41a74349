import { toRow } from '../../audit/audit-log.ts';
import type { AuditStore } from '../../audit/audit.store.ts';
import type { FirstEditionRow, FirstEditionSource } from './first-edition-source.ts';
import type { FirstEditionStore, Taken } from './first-edition.store.ts';
import { judgeRow, type Judge, type OldGrant } from './judge-row.ts';
import { emptyReport, tell, type FirstEditionReport } from './outcome.ts';

export interface FirstEditionParts {
  source: FirstEditionSource;
  store: FirstEditionStore;
  judge: Judge;
  audit: Pick<AuditStore, 'append'>;
}

export interface FirstEditionOptions {
  /** Whether to write; else only what would become of each row is told. */
  apply: boolean;
  /** How many of all rows are through. */
  onProgress: (done: number, all: number) => void;
}

/** SQLite has one writer, whom nobody beside us should have to wait for. */
const BATCH = 200;

/**
 * Takes over the first edition's refresh tokens as they are: none is spent. Whatever stops it, the next run goes on, for
 * what is here already is left alone; nothing changes where it reads.
 * @throws DatabaseUnavailable of either database
 */
export async function importFirstEdition(
  { source, store, judge, audit }: FirstEditionParts,
  { apply, onProgress }: FirstEditionOptions,
): Promise<FirstEditionReport> {
  const report = emptyReport(apply, await source.counts());
  const newest = await newestOfEach(source, judge);
  let done = 0;
  for await (const rows of source.batches(BATCH)) {
    const olds: OldGrant[] = [];
    for (const row of rows) {
      const judged = judgeRow(row, judge);
      if (typeof judged === 'string') tell(report, row, judged);
      else if (newest.get(placeOf(judged)) !== nameOf(row)) tell(report, row, 'duplicate');
      else olds.push(judged);
    }
    const taken = apply ? await takeAll(store, audit, olds, judge.now) : await store.look(olds);
    for (const { old, outcome } of taken) tell(report, old.row, outcome);
    onProgress((done += rows.length), report.rows);
  }
  return report;
}

/** By user and provider, the row that was sealed last: the first edition sealed anew whenever it had a new token. */
async function newestOfEach(source: FirstEditionSource, judge: Judge): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, { name: string; sealedAt: number }>();
  for await (const rows of source.batches(BATCH)) {
    for (const row of rows) {
      const judged = judgeRow(row, judge);
      if (typeof judged === 'string') continue;
      const { sealedAt } = judged;
      const known = newest.get(placeOf(judged));
      // Of two that were sealed in the same second, the one that was inserted later; of two tables, the newer table's.
      if (
        known === undefined ||
        sealedAt > known.sealedAt ||
        (sealedAt === known.sealedAt && known.name.startsWith(`${row.table} `))
      )
        newest.set(placeOf(judged), { name: nameOf(row), sealedAt });
    }
  }
  return new Map([...newest].map(([place, { name }]) => [place, name]));
}

async function takeAll(
  store: FirstEditionStore,
  audit: FirstEditionParts['audit'],
  olds: readonly OldGrant[],
  at: number,
): Promise<Taken[]> {
  const taken = await store.take(olds);
  const events = taken.flatMap(({ holder }) =>
    holder === undefined ? [] : [toRow({ action: 'link', outcome: 'imported', by: undefined, ...holder }, at)],
  );
  if (events.length > 0) await audit.append(events);
  return taken;
}

function placeOf({ subject, provider }: OldGrant): string {
  return JSON.stringify([subject, provider]);
}

function nameOf({ table, id }: FirstEditionRow): string {
  return `${table} ${id}`;
}
