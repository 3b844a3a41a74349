import { z } from 'zod';

// Every message in these types is a phrase whose subject is the value: the loader puts the setting's name and, unless
// the setting is secret, the value itself in front of it.

/**
 * A transform for zod that reads a value from text.
 *
 * @param read answers undefined for text that it does not understand
 * @param wrong what to say then, with the value as its subject: "is not a port (1–65535)"
 */
export function reading<T>(read: (text: string) => T | undefined, wrong: string) {
  return (value: string | number | boolean, context: z.RefinementCtx): T => {
    const result = read(String(value));
    if (result !== undefined) return result;
    context.addIssue(wrong);
    return z.NEVER;
  };
}

/** Any text but the empty one, taken literally. */
export const text = z.string('must be text').min(1, 'is empty').describe('text');

/** A path in the file system; the loader makes it absolute. */
export const path = z.string('must be a path').min(1, 'is empty').describe('path');

/** Text of a given form. */
export function pattern(form: string, expression: RegExp, wrong: string) {
  return z.string(wrong).regex(expression, wrong).describe(form);
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(words: T) {
  const form = words.map((word) => `\`${word}\``).join(', ');
  return z.enum(words, `is not one of ${words.join(', ')}`).describe(form);
}

const BOOLEANS = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

const NOT_A_BOOLEAN = 'is not true or false (yes, no, on, off, 1 and 0 do as well)';

/** True or false, in any of the usual spellings. */
export const boolean = z
  .union([z.boolean(), z.string()], NOT_A_BOOLEAN)
  .transform(reading((value) => BOOLEANS.get(value.toLowerCase()), NOT_A_BOOLEAN))
  .describe('`true`, `false`');

/** A whole number within bounds. */
export function wholeNumber(form: string, minimum: number, maximum: number) {
  const wrong = `is not a ${form} (${String(minimum)}–${String(maximum)})`;
  return z
    .union([z.number(), z.string()], wrong)
    .transform(
      reading((value) => {
        const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
        return number >= minimum && number <= maximum ? number : undefined;
      }, wrong),
    )
    .describe(form);
}

const NOT_JSON = 'is not JSON';

/** JSON, as it is written. */
export const json = z
  .string(NOT_JSON)
  .transform(reading((written) => (isJson(written) ? written : undefined), NOT_JSON))
  .describe('JSON');

function isJson(written: string): boolean {
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}

/**
 * A list: text separated by commas, or in a settings file an array. The result is frozen; empty items are dropped.
 *
 * @param least how many items there must be
 */
export function list<T extends z.ZodType<unknown, string>>(form: string, item: T, least = 0) {
  return z
    .union([z.string(), z.array(z.string()).readonly()], 'must be a list of texts, or text separated by commas')
    .transform((value): readonly string[] => {
      const items = typeof value === 'string' ? value.split(',') : value;
      return items.map((part) => part.trim()).filter((part) => part !== '');
    })
    .pipe(z.array(item).min(least, 'is an empty list').readonly())
    .describe(form);
}
