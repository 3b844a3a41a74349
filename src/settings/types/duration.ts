import { z } from 'zod';
import { reading } from './text.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const UNITS = new Map([
  ['d', DAY],
  ['h', 3600 * SECOND],
  ['m', 60 * SECOND],
  ['s', SECOND],
]);
const HUNDRED_YEARS = 36_500 * DAY;

/** What `meta()` of every duration says, so that it can be shown in the form in which it is written. */
export const MILLISECONDS = 'ms';

/** Reads `30s`, `15m`, `12h`, `30d` or a number of seconds; answers milliseconds, or undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,10})([smhd]?)$/.exec(text);
  if (!match) return undefined;
  const [, amount, unit = ''] = match;
  return Number(amount) * (UNITS.get(unit) ?? SECOND);
}

/** Writes milliseconds in the largest unit that is exact: `12h`, `90s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  for (const [letter, unit] of UNITS) {
    if (milliseconds % unit === 0) return `${String(milliseconds / unit)}${letter}`;
  }
  return `${String(milliseconds)}ms`;
}

/** A duration; milliseconds in the typed settings. Both bounds belong to it. */
export function duration({ minimum = 0, maximum = HUNDRED_YEARS }: { minimum?: number; maximum?: number } = {}) {
  const bounds = `${formatDuration(minimum)} to ${formatDuration(maximum)}`;
  const wrong = `is not a duration such as 30s, 15m, 12h, 30d or a number of seconds (${bounds})`;
  return z
    .union([z.number(), z.string()], wrong)
    .transform(
      reading((text) => {
        const milliseconds = parseDuration(text);
        return milliseconds !== undefined && milliseconds >= minimum && milliseconds <= maximum
          ? milliseconds
          : undefined;
      }, wrong),
    )
    .meta({ description: 'duration', unit: MILLISECONDS });
}
