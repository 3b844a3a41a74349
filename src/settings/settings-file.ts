import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { SETTINGS_VARIABLE } from './environment.ts';
import type { Report } from './fault.ts';
import { trimmed, type Given, type Layer } from './given.ts';
import { failureCode } from './reading.ts';

const MODULES = ['.ts', '.mts', '.js', '.mjs'];
const FIRST_EDITION = ['.py', '.cfg', '.ini'];

const contents = z.record(z.string(), z.unknown());

/**
 * What the settings file gives; nothing when there is none.
 *
 * @returns undefined, with a fault reported, when it cannot be read: nobody knows then what is missing
 */
export async function fileValues(path: string, cwd: string, report: Report): Promise<Layer | undefined> {
  const parsed = await load(path, resolve(cwd, path));
  if (typeof parsed === 'string') {
    report.fault('SETTINGS', { label: SETTINGS_VARIABLE, origin: `environment ${SETTINGS_VARIABLE}` }, parsed);
    return undefined;
  }
  return objectValues(parsed, path);
}

/** What an object gives, by the names of the settings. @param origin who gives it, in the operator's words */
export function objectValues(values: Readonly<Record<string, unknown>>, origin: string): Layer {
  return Object.entries(values).flatMap(([name, raw]): Given[] => {
    const value = trimmed(raw);
    if (value === undefined || value === null || value === '') return [];
    return [{ name, value, label: `${name} (${origin})`, origin }];
  });
}

/** The file's contents, or a phrase that says why not. */
async function load(path: string, absolute: string): Promise<Record<string, unknown> | string> {
  const extension = extname(path);
  if (FIRST_EDITION.includes(extension)) {
    return `${path} looks like a settings file of the first edition; write it as .ts or .json (settings.example.ts shows how)`;
  }
  if (extension !== '.json' && !MODULES.includes(extension)) {
    return `${path} is neither a module (${MODULES.join(', ')}) nor .json`;
  }
  // Read first, so that a file that is missing is told from an import inside it that fails.
  let text: string;
  try {
    text = await readFile(absolute, 'utf8');
  } catch (error) {
    return `cannot read ${absolute} (${failureCode(error)})`;
  }
  if (extension === '.json') {
    const parsed = parseObject(text);
    return parsed ?? `${path} does not hold a JSON object`;
  }
  return importDefault(path, absolute);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    // The parser's message quotes the text, which may well hold a secret.
    return undefined;
  }
}

async function importDefault(path: string, absolute: string): Promise<Record<string, unknown> | string> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(absolute).href);
  } catch (error) {
    // The name and not the message: a syntax error's message quotes the source.
    return `${path} cannot be loaded (${failureCode(error)}); run it by itself to see why: node ${path}`;
  }
  const parsed = z.object({ default: contents }).safeParse({ ...(module as object) });
  return parsed.success ? parsed.data.default : `${path} does not export an object of settings by default`;
}
