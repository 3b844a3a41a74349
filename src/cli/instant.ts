import { parseDuration } from '../settings/types/duration.ts';
import { UsageError } from './usage-error.ts';

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * An instant as people write it: `2026-01-31` (UTC), `2026-01-31T12:00:00Z`, `30d` (so long ago) or seconds since the epoch.
 * @returns milliseconds since the epoch  @throws UsageError
 */
export function parseInstant(text: string, now: number): number {
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  if (DATE.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  throw new UsageError(`"${text}" is no time: write 2026-01-31, 2026-01-31T12:00:00Z, 30d or seconds since 1970.`);
}
