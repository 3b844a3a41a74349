import { OUTCOMES, type FirstEditionReport, type Outcome, type ToldRow } from '../grants/first-edition/outcome.ts';
import { counted } from './counted.ts';
import { printable } from './printable.ts';

/** Rows that are named, of each kind. */
const MOST_NAMED = 8;

/** The report for people: what became of all rows, then which ones to look at. */
export function firstEditionText({ applied, rows, tables, counts, told }: FirstEditionReport): string {
  const found = Object.entries(tables).map(([table, count]) => `${table} (${counted(count, 'row')})`);
  const outcomes = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => counts[outcome] > 0);
  const width = String(rows).length;
  const named = outcomes.flatMap((outcome) => namesOf(outcome, told));
  return [
    `Read ${found.join(' and ')}.`,
    ...outcomes.map((outcome) => `  ${String(counts[outcome]).padStart(width)}  ${OUTCOMES[outcome]}`),
    ...(named.length > 0 ? ['', 'By their ids (--json lists all):', ...named, ''] : []),
    ...(applied ? [] : ['Nothing was written: this was a dry run. Import with --apply.']),
    '',
  ].join('\n');
}

function namesOf(outcome: Outcome, told: readonly ToldRow[]): string[] {
  const its = told.filter((row) => row.outcome === outcome);
  if (its.length === 0) return [];
  return [`  ${OUTCOMES[outcome]}`, ...(outcome === 'unknown_provider' ? byProvider(its) : byTable(its))];
}

function byProvider(rows: readonly ToldRow[]): string[] {
  const grouped = Map.groupBy(rows, ({ provider }) => printable(provider ?? ''));
  return [...grouped].map(([provider, its]) => `    ${provider}: ${counted(its.length, 'row')}`);
}

function byTable(rows: readonly ToldRow[]): string[] {
  return [...Map.groupBy(rows, ({ table }) => table)].map(([table, its]) => {
    const more = its.length - MOST_NAMED;
    const ids = its.slice(0, MOST_NAMED).map(({ id }) => id);
    return `    ${table} ${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
}
