import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';

export type Values = Record<string, unknown>;

/** What a template refuses by `fail` or `required`. */
export class Refused extends Error {}

/** As Go's templates see it: nil, false, 0 and whatever has no members. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** What is printed. Helm reads numbers as floats, and would write large ones as 1e+06. */
export function printed(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && Math.abs(value) >= 1e6) throw new Error(`${value} needs int in front`);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new Error('a map or a list is printed; toYaml is missing');
  }
  return String(value);
}

function indented(value: unknown, width: number): string {
  return text(value).replaceAll(/^/gm, ' '.repeat(width));
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`a text is wanted, not ${JSON.stringify(value)}`);
  return value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (value === null || value === undefined) return 'invalid';
  return { object: 'map', string: 'string', number: 'float64', boolean: 'bool' }[typeof value as string] ?? 'invalid';
}

/** Those functions of Go, Sprig and Helm that the chart uses. */
export const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
  add: (...numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0),
  contains: (part: string, whole: string) => text(whole).includes(part),
  default: (otherwise: unknown, value?: unknown) => (isEmpty(value) ? otherwise : value),
  dict: (...pairs: unknown[]) =>
    Object.fromEntries(pairs.flatMap((key, at) => (at % 2 === 0 ? [[text(key), pairs[at + 1]]] : []))),
  empty: isEmpty,
  eq: (one: unknown, other: unknown) => one === other,
  fail: (message: string) => {
    throw new Refused(message);
  },
  first: (list: unknown[]) => list[0],
  gt: (one: number, other: number) => one > other,
  hasKey: (map: Values, key: string) => Object.hasOwn(map, key),
  hasPrefix: (prefix: string, whole: string) => text(whole).startsWith(prefix),
  int: (value: number) => Math.trunc(value),
  join: (between: string, list: unknown[]) => list.map(printed).join(between),
  kindIs: (kind: string, value: unknown) => kindOf(value) === kind,
  list: (...items: unknown[]) => items,
  nindent: (width: number, value: unknown) => `\n${indented(value, width)}`,
  not: isEmpty,
  omit: (map: Values, ...keys: string[]) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key))),
  printf: (format: string, ...values: unknown[]) => {
    const rest = [...values];
    return format.replaceAll(/%[sd]/g, () => printed(rest.shift()));
  },
  quote: (value: unknown) => JSON.stringify(printed(value)),
  regexMatch: (pattern: string, value: string) => new RegExp(pattern).test(text(value)),
  regexReplaceAll: (pattern: string, value: string, by: string) => text(value).replaceAll(new RegExp(pattern, 'g'), by),
  replace: (one: string, other: string, value: string) => text(value).replaceAll(one, other),
  required: (message: string, value?: unknown) => {
    if (value === undefined || value === null || value === '') throw new Refused(message);
    return value;
  },
  sha256sum: (value: string) => createHash('sha256').update(text(value)).digest('hex'),
  ternary: (one: unknown, other: unknown, which: boolean) => (which ? one : other),
  toJson: (value: unknown) => JSON.stringify(value),
  toYaml: (value: unknown) => dump(value, { sortKeys: true, lineWidth: -1 }).trimEnd(),
  trim: (value: string) => text(value).trim(),
  trimSuffix: (suffix: string, value: string) =>
    text(value).endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  trunc: (length: number, value: string) => text(value).slice(0, length),
  urlParse: (value: string) => {
    const { host, pathname } = new URL(value);
    return { host, path: value.endsWith('/') || pathname !== '/' ? pathname : '' };
  },
};
