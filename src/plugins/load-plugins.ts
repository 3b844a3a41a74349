import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isError } from '../problem/errors.ts';
import { failureCode } from '../settings/reading.ts';
import { faultsBetween, faultsOf } from './judge-plugin.ts';
import type { Plugin } from './plugin.ts';
import { resolveHere } from './resolve-here.ts';

export interface LoadedPlugins {
  plugins: readonly Plugin[];
  /** Each a phrase that says what is wrong, with the plugin's name in it. */
  faults: readonly string[];
}

/**
 * Imports what `PLUGINS` names, in its order. Those with a fault are left out.
 * @param cwd where relative paths begin
 */
export async function loadPlugins(named: readonly string[], cwd: string): Promise<LoadedPlugins> {
  const plugins: Plugin[] = [];
  const faults: string[] = [];
  for (const name of named) {
    const exported = await importDefault(name, cwd);
    const its = typeof exported === 'string' ? [exported] : faultsOf(exported.default);
    faults.push(...its.map((fault) => `${name} ${fault}`));
    if (its.length === 0 && typeof exported !== 'string') plugins.push(exported.default as Plugin);
  }
  return { plugins: Object.freeze(plugins), faults: [...faults, ...faultsBetween(plugins)] };
}

/** What a module exports by default, or a phrase that says why there is nothing. */
async function importDefault(name: string, cwd: string): Promise<{ default: unknown } | string> {
  const isPath = /^\.{0,2}\//.test(name);
  let module: object;
  try {
    const url = isPath ? pathToFileURL(await realpath(resolve(cwd, name))).href : name;
    resolveHere(isPath ? url : undefined);
    module = (await import(url)) as object;
  } catch (error) {
    const [message = ''] = (isError(error) ? error.message : '').split('\n', 1);
    return `cannot be loaded (${failureCode(error)}): ${message}`;
  }
  return 'default' in module ? { default: module.default } : 'exports no plugin by default (definePlugin)';
}
