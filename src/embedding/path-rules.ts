import type { ClaimRules } from '../auth/bearer/claim-rules.ts';
import { pathOf } from './visit.ts';

/**
 * What addresses of an application ask of whoever calls them: by a regular expression of the path, in whatever case, the
 * claims that a signed-in user must have. `{ '^/admin': { groups: 'ops' }, '^/account': {} }`
 */
export type PathRules = Readonly<Record<string, ClaimRules>>;

/** How often a path is decoded. What is not plain text after that, nobody means well by. */
const DEPTH = 3;

/**
 * Which rules an address falls under. Routers differ in what they take for one path (`/%61dmin`, `//admin`, `/x/../admin`,
 * `/Admin`, `http://host/admin`): a rule that fits any reading of an address counts, for a rule only ever asks for more.
 */
export class RuleBook {
  private readonly rules: readonly (readonly [RegExp, ClaimRules])[];

  /** @throws TypeError for what is no regular expression */
  constructor(rules: PathRules) {
    this.rules = Object.entries(rules).map(([path, claims]) => [expression(path), claims] as const);
  }

  /** What each rule asks that the address of a request falls under; none: nothing is asked. */
  demandsOf(url: string): readonly ClaimRules[] {
    if (this.rules.length === 0) return [];
    const readings = readingsOf(url);
    return this.rules
      .filter(([path]) => readings === undefined || readings.some((reading) => path.test(reading)))
      .map(([, claims]) => claims);
  }
}

function expression(path: string): RegExp {
  try {
    return new RegExp(path, 'i');
  } catch (error) {
    throw new TypeError(`${path} is not a regular expression`, { cause: error });
  }
}

/** The path as one router or another would see it; `undefined`: encoded so often that nobody can tell. */
function readingsOf(url: string): string[] | undefined {
  let path = pathOf(url);
  const readings: string[] = [];
  for (let depth = 0; depth <= DEPTH; depth += 1) {
    readings.push(path, ...[path, path.replace(/;[^/]*/g, '')].map(resolved));
    const next = decoded(path);
    if (next === path) return readings;
    path = next;
  }
  return undefined;
}

/** Without `.`, `..`, empty segments and backslashes. */
function resolved(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]+/)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
