import { printable } from './printable.ts';

/** Lines of columns that stand one below the other, for people; the last column is as long as it is. */
export function tableOf(rows: readonly (readonly string[])[]): string[] {
  const shown = rows.map((row) => row.map(printable));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  return shown.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** An instant in milliseconds, as people read it: UTC, to the minute. */
export function minuteOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

/** Its day. */
export function dateOf(instant: number): string {
  return minuteOf(instant).slice(0, 10);
}
