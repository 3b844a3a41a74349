import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { choice, reading } from './text.ts';

/** So many calls in so many milliseconds. */
export interface Rate {
  calls: number;
  per: number;
}

const WRONG = 'is not a rate such as 20/1s or 100/1m';

/** `<calls>/<duration>`. */
export const rate = z.string(WRONG).transform(reading(readRate, WRONG)).describe('rate');

/** The same, or no limit at all. */
export const rateOrOff = z
  .union([choice(['off']), rate], 'is neither off nor a rate such as 20/1s or 100/1m')
  .meta({ description: '`off`, rate' });

function readRate(text: string): Rate | undefined {
  const [count = '', time = '', ...more] = text.split('/');
  const per = parseDuration(time);
  if (more.length > 0 || !/^[1-9]\d{0,5}$/.test(count) || per === undefined || per === 0) return undefined;
  return Object.freeze({ calls: Number(count), per });
}
