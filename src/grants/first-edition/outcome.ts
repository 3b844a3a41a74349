import type { FirstEditionRow } from './first-edition-source.ts';

/** What becomes of a row of the first edition, in words for its operator. */
export const OUTCOMES = {
  ready: 'to be imported',
  imported: 'imported',
  imported_before: 'imported before: nothing was changed',
  connected_here: 'connected here meanwhile, which wins',
  duplicate: 'older than another row of the same user and provider',
  expired: 'past the end of the refresh token',
  does_not_open: 'does not open with these keys',
  not_sealed: 'is not sealed (docs/first-edition.md)',
  incomplete: 'lacks user, provider or token',
  unusable: 'has a user or token that no issuer writes',
  unknown_provider: 'of a provider that TOKEN_PROVIDERS lacks (--map old=new)',
  no_refresh_tokens: 'of a provider that refreshes nothing (REFRESH_STYLE)',
  user_disabled: 'of a user who is disabled here',
  anothers: 'has a token that was imported for another user',
} as const satisfies Record<string, string>;

export type Outcome = keyof typeof OUTCOMES;

/** Set aside: these rows want somebody to look at them. */
export const SET_ASIDE = [
  ...(['does_not_open', 'not_sealed', 'incomplete', 'unusable', 'unknown_provider'] as const),
  ...(['no_refresh_tokens', 'user_disabled', 'anothers'] as const),
] satisfies readonly Outcome[];

/** A row that was not imported, without its token. */
export interface ToldRow extends Pick<FirstEditionRow, 'table' | 'id' | 'user' | 'provider'> {
  outcome: Outcome;
}

/** What became of all rows; the counts add up to them. */
export interface FirstEditionReport {
  /** Whether it was to write. */
  applied: boolean;
  rows: number;
  tables: Partial<Record<FirstEditionRow['table'], number>>;
  counts: Record<Outcome, number>;
  /** Each row that is not here in the end, and why. */
  told: ToldRow[];
}

/** What need not be told row by row. */
const SILENT: readonly Outcome[] = ['ready', 'imported', 'imported_before'];

export function emptyReport(applied: boolean, tables: FirstEditionReport['tables']): FirstEditionReport {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  const counts = Object.fromEntries(Object.keys(OUTCOMES).map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return { applied, rows, tables, counts, told: [] };
}

/** Adds a row to the report. */
export function tell(report: FirstEditionReport, row: FirstEditionRow, outcome: Outcome): void {
  const { table, id, user, provider } = row;
  report.counts[outcome] += 1;
  if (!SILENT.includes(outcome)) report.told.push({ table, id, user, provider, outcome });
}
