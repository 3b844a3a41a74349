const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** From one attempt to the next; three days in all. As Standard Webhooks recommend. */
const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];

/** A receiver that asks for more patience than this is asked again all the same. */
const LONGEST_RETRY_AFTER = 24 * HOUR;

/** How an attempt ended. Spans in milliseconds. */
export interface Attempted {
  /** NULL: no answer came. */
  statusCode: number | null;
  /** What went wrong, as a stable code; NULL: it arrived. */
  error: string | null;
  duration: number;
  /** What a 429 or 503 asked for. */
  retryAfter?: number | undefined;
}

export type Verdict =
  | { kind: 'delivered' }
  /** The receiver wants nothing any more. */
  | { kind: 'gone' }
  /** Without `retryIn` it was the last attempt. */
  | { kind: 'failed'; retryIn: number | undefined };

/**
 * What follows from an attempt.
 * @param made attempts that were made, this one included
 * @param chance from 0 to 1, for jitter
 */
export function judge({ statusCode, error, retryAfter = 0 }: Attempted, made: number, chance: number): Verdict {
  if (error === null) return { kind: 'delivered' };
  if (statusCode === 410) return { kind: 'gone' };
  const pause = PAUSES[made - 1];
  if (pause === undefined) return { kind: 'failed', retryIn: undefined };
  // Up to a fifth longer, lest all that failed together come together.
  const retryIn = Math.round(Math.max(pause, Math.min(retryAfter, LONGEST_RETRY_AFTER)) * (1 + chance / 5));
  return { kind: 'failed', retryIn };
}
