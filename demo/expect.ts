import { inspect, isDeepStrictEqual } from 'node:util';
import { Trouble } from './trouble.ts';

/** @throws Trouble that says what was expected. Never give it a token: it shows what it got. */
export function expectThat(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Trouble(`expected ${what} to be ${show(expected)}, and got ${show(actual)}.`);
}

/** @param what as in "expected … and it is not so" */
export function ensure(what: string, holds: boolean): void {
  if (!holds) throw new Trouble(`expected ${what}, and it is not so.`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
}
