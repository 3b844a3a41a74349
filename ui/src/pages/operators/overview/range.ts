/** A time that plots show, and what is taken together to a bar. Seconds. */
export interface Range {
  seconds: number;
  step: number;
}

const HOUR = 3_600;

/** Some eighty bars each: more would not be seen. */
export const RANGES = {
  day: { seconds: 24 * HOUR, step: 900 },
  week: { seconds: 7 * 24 * HOUR, step: 2 * HOUR },
  month: { seconds: 28 * 24 * HOUR, step: 8 * HOUR },
} as const satisfies Record<string, Range>;

export type RangeName = keyof typeof RANGES;
