import type { DynamicModule, Type } from '@nestjs/common';
import type { Schema } from '../database/connection.ts';
import type { PluginScope } from '../principal/principal.ts';
import type { PluginProblemCode, ProblemKind, ProblemTraits } from '../problem/codes.ts';

/** What a plugin exports by default: versioned APIs beside those of the store, and what these keep. */
export interface PluginOptions {
  /** Of lower-case letters, digits and `-`. Tables and migrations bear it. For ever. */
  name: string;
  /** Its controllers have paths of the form `api/<noun>/v<number>`. */
  module: Type | DynamicModule;
  /** Tables, each called `<name>_…`, with `_` for `-`. */
  entities?: Schema['entities'];
  /** In their order; classes whose names end in a time in milliseconds, later than that of the tables that they refer to. */
  migrations?: Schema['migrations'];
  /** Rights that its routes ask for by `@Access`. Every user has them; an API key has those that it was made with. */
  scopes?: readonly PluginScope[];
  /** Its own problems, as {@link defineProblems} makes them. */
  problems?: Readonly<Record<string, ProblemKind>>;
}

/** A plugin, as the store has it. */
export interface Plugin extends Required<Omit<PluginOptions, 'problems'>> {
  problems: readonly ProblemKind[];
}

/** Declares a plugin: `export default definePlugin({ … })`. What is wrong with it is told when the store starts. */
export function definePlugin(options: PluginOptions): Plugin {
  const { entities = [], migrations = [], scopes = [], problems = {} } = options;
  return Object.freeze({ ...options, entities, migrations, scopes, problems: Object.values(problems) });
}

/**
 * Declares problems of one's own: `const problems = defineProblems('resource', { gone: { status: 410, … } })`, and then
 * `throw new Problem(problems.gone, 'The resource was removed.')`. Callers see the code `resource.gone`.
 * @param noun stands in front of the codes
 */
export function defineProblems<const Name extends string>(
  noun: string,
  traits: Readonly<Record<Name, ProblemTraits>>,
): Readonly<Record<Name, ProblemKind>> {
  const kinds = Object.entries<ProblemTraits>(traits).map(([name, its]) => {
    const code: PluginProblemCode = `${noun}.${name}`;
    return [name, { ...its, code }] as const;
  });
  return Object.fromEntries(kinds) as Record<Name, ProblemKind>;
}
