import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { z } from 'zod';
import type { Report } from './fault.ts';
import type { Given, GivenValues } from './given.ts';
import { settingsOf, type Setting } from './setting.ts';

/** The values of one schema, each sound in itself, for the rules that concern several of them. */
export class Checked<Values> {
  /** Of a setting whose value is wrong: as if it were unset. */
  readonly values: Values;
  readonly #prefix: string;
  readonly #given: GivenValues;
  readonly #report: Report;

  constructor(values: Values, prefix: string, given: GivenValues, report: Report) {
    this.values = values;
    this.#prefix = prefix;
    this.#given = given;
    this.#report = report;
  }

  /** Whether somebody gave a value, sound or not. */
  isGiven(name: keyof Values & string): boolean {
    return this.#given.get(this.#prefix + name) !== undefined || this.#given.hasFailed(this.#prefix + name);
  }

  /** Reports that settings do not go together, at the first of them; not when one of them is wrong in itself. */
  fault(names: readonly [keyof Values & string, ...(keyof Values & string)[]], phrase: string): void {
    const full = names.map((name) => this.#prefix + name);
    if (full.some((name) => this.#given.hasFailed(name))) return;
    const [first] = names;
    this.#report.fault(this.#prefix + first, this.#given.place(this.#prefix + first), phrase);
  }

  warn(name: keyof Values & string, phrase: string): void {
    this.#report.warn(this.#given.place(this.#prefix + name), phrase);
  }
}

/**
 * Checks each value by its type. Faults are reported; what is wrong is left out of the result.
 *
 * @param prefix stands in front of the schema's names in the full names of the settings
 */
export function check<S extends z.ZodObject>(
  schema: S,
  prefix: string,
  given: GivenValues,
  cwd: string,
  report: Report,
): Checked<z.output<S>> {
  const settings = new Map(settingsOf(schema).map((setting) => [setting.name, setting]));
  const input = Object.fromEntries(
    [...settings.values()].map((setting) => [setting.name, rawValue(setting, given.get(prefix + setting.name), cwd)]),
  );
  const first = schema.safeParse(input, { reportInput: true });
  if (first.success) return new Checked(first.data, prefix, given, report);

  for (const issue of first.error.issues) {
    const name = String(issue.path[0]);
    const secret = settings.get(name)?.secret !== undefined;
    report.fault(prefix + name, given.place(prefix + name), `${subject(issue, secret)} ${issue.message}`);
  }
  for (const issue of first.error.issues) {
    const name = String(issue.path[0]);
    given.fail(prefix + name);
    input[name] = undefined;
  }
  return new Checked(schema.parse(input), prefix, given, report);
}

function rawValue(setting: Setting, given: Given | undefined, cwd: string): unknown {
  const raw = given ? given.value : setting.default;
  if (!setting.path || typeof raw !== 'string' || raw === '') return raw;
  return resolve(cwd, raw);
}

/** What is wrong, as the subject of a sentence: the value, or for a secret the place where it stands. */
function subject({ path, input }: z.core.$ZodIssue, secret: boolean): string {
  const position = path[1];
  if (secret) return typeof position === 'number' ? itemOf(position, path.slice(2)) : 'the value';
  // A URL may hold a password where none belongs.
  const written =
    typeof input === 'string' ? JSON.stringify(input) : inspect(input, { depth: 1, breakLength: Infinity });
  const text = written.replace(/\/\/[^/?#"]*@/g, '//••••@');
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** `item 1, rules.0.users`: names of members are no secrets, what stands there may be. */
function itemOf(position: number, inside: readonly PropertyKey[]): string {
  return [`item ${position + 1}`, ...(inside.length > 0 ? [inside.map(String).join('.')] : [])].join(', ');
}
