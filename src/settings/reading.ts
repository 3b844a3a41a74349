import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Report } from './fault.ts';
import type { Given } from './given.ts';

/** What an error is called: `ENOENT`, or its class. Never its message, which may quote what was read. */
export function failureCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown error';
}

/** The value in full: that of a `_FILE` variable is read. Undefined, with a fault reported, when that fails. */
export async function readGiven(name: string, given: Given, cwd: string, report: Report): Promise<Given | undefined> {
  if (!given.inFile) return given;
  const path = resolve(cwd, String(given.value));
  try {
    const value = (await readFile(path, 'utf8')).trim();
    if (value !== '') return { name, value, label: given.label, origin: given.origin };
    report.fault(name, given, `the file ${path} is empty`);
  } catch (error) {
    report.fault(name, given, `cannot read the file ${path} (${failureCode(error)})`);
  }
  return undefined;
}
