import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, loadAll } from 'js-yaml';
import { functions, isEmpty, printed, type Values } from './functions.ts';
import { parseTemplate, type Branch, type Node, type Operand, type Pipeline } from './parse.ts';

export const CHART = fileURLToPath(new URL('../../../deploy/helm/tokenstore/', import.meta.url));

/** An object of Kubernetes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly [member: string]: unknown;
}

export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly notes: string;
}

/**
 * The chart as `helm template tokenstore` would render it, without Helm: nobody packages that where the tests run.
 *
 * @param given values over those of the chart
 * @param apis what the cluster has besides
 * @throws Refused by what the chart itself refuses
 */
export async function render(given: Values, apis: readonly string[] = []): Promise<Rendered> {
  const names = (await readdir(join(CHART, 'templates'), { recursive: true })).filter((name) => /\.\w+$/.test(name));
  const defined = new Map<string, readonly Node[]>();
  const templates: [name: string, nodes: readonly Node[]][] = [];
  for (const name of names.sort()) {
    templates.push([name, parseTemplate(await readFile(join(CHART, 'templates', name), 'utf8'), defined)]);
  }
  const { name, version, appVersion } = load(await readFile(join(CHART, 'Chart.yaml'), 'utf8')) as Values;
  const root = {
    Values: over(await defaults(), given),
    Release: { Name: 'tokenstore', Namespace: 'default', Service: 'Helm' },
    Chart: { Name: name, Version: version, AppVersion: appVersion },
    Capabilities: { APIVersions: { Has: (api: string) => apis.includes(api) } },
  };
  const texts = templates.map(([file, nodes]) => [file, new Scope(defined, root).print(nodes)] as const);
  return {
    manifests: texts
      .filter(([file]) => file.endsWith('.yaml'))
      .flatMap(([, text]) => loadAll(text) as (Manifest | null)[])
      .filter((manifest) => manifest !== null),
    notes: texts.find(([file]) => file === 'NOTES.txt')?.[1] ?? '',
  };
}

export async function defaults(): Promise<Values> {
  return load(await readFile(join(CHART, 'values.yaml'), 'utf8')) as Values;
}

/** Maps are merged, all else is replaced. */
export function over(base: Values, given: Values): Values {
  const merged = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? over(before, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One run through a template or a definition. */
class Scope {
  readonly #defined: ReadonlyMap<string, readonly Node[]>;
  readonly #dot: unknown;
  readonly #variables: Map<string, unknown>;

  constructor(defined: ReadonlyMap<string, readonly Node[]>, dot: unknown, variables = new Map([['', dot]])) {
    this.#defined = defined;
    this.#dot = dot;
    this.#variables = variables;
  }

  print(nodes: readonly Node[]): string {
    let text = '';
    for (const node of nodes) {
      if (node.kind === 'text') text += node.text;
      else if (node.kind === 'print') text += printed(this.#evaluate(node.pipeline));
      else if (node.kind === 'declare') this.#variables.set(node.name, this.#evaluate(node.pipeline));
      else text += this.#branch(node);
    }
    return text;
  }

  #branch({ kind, names, pipeline, body, otherwise }: Branch): string {
    const value = this.#evaluate(pipeline);
    if (isEmpty(value)) return this.#inner(this.#dot).print(otherwise);
    if (kind !== 'range') return this.#inner(kind === 'with' ? value : this.#dot).print(body);
    // Go goes through a map in the order of its keys.
    const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [index, item])
      : Object.entries(value as Values).sort(([one], [other]) => (one < other ? -1 : 1));
    return entries
      .map(([key, item]) => {
        const inner = this.#inner(item);
        const [first, second] = names;
        if (second !== undefined) inner.#variables.set(second, item);
        if (first !== undefined) inner.#variables.set(first, second === undefined ? item : key);
        return inner.print(body);
      })
      .join('');
  }

  #inner(dot: unknown): Scope {
    return new Scope(this.#defined, dot, new Map(this.#variables));
  }

  #evaluate(pipeline: Pipeline): unknown {
    let value: unknown;
    for (const [index, [head, ...rest]] of pipeline.entries()) {
      if (head === undefined) throw new Error('an empty command');
      const piped = index === 0 ? [] : [value];
      value = head.kind === 'function' ? this.#call(head.name, rest, piped) : this.#apply(head, rest, piped);
    }
    return value;
  }

  #call(name: string, operands: readonly Operand[], piped: readonly unknown[]): unknown {
    // These stop at the first that decides.
    if (name === 'and' || name === 'or') {
      let value: unknown;
      for (const operand of operands) {
        value = this.#operand(operand);
        if (isEmpty(value) === (name === 'and')) return value;
      }
      return value;
    }
    const args = [...operands.map((operand) => this.#operand(operand)), ...piped];
    if (name === 'include') {
      const [definition, dot] = args;
      const nodes = this.#defined.get(definition as string);
      if (nodes === undefined) throw new Error(`nobody defines ${String(definition)}`);
      return new Scope(this.#defined, dot).print(nodes);
    }
    const known = functions[name];
    if (known === undefined) throw new Error(`what is the function ${name}?`);
    return known(...(args as never[]));
  }

  #apply(head: Operand, rest: readonly Operand[], piped: readonly unknown[]): unknown {
    const value = this.#operand(head);
    const args = [...rest.map((operand) => this.#operand(operand)), ...piped];
    if (args.length === 0) return value;
    if (typeof value !== 'function') throw new Error('arguments for what is no function');
    return (value as (...args: unknown[]) => unknown)(...args);
  }

  #operand(operand: Operand): unknown {
    if (operand.kind === 'literal') return operand.value;
    if (operand.kind === 'pipeline') return this.#evaluate(operand.pipeline);
    if (operand.kind === 'function') return this.#call(operand.name, [], []);
    const { variable, path } = operand;
    if (variable !== undefined && !this.#variables.has(variable)) throw new Error(`what is $${variable}?`);
    let value = variable === undefined ? this.#dot : this.#variables.get(variable);
    for (const name of path) {
      if (!isMap(value)) throw new Error(`nothing has a member ${name} there: ${path.join('.')}`);
      value = value[name];
    }
    return value;
  }
}
