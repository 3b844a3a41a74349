import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { explain } from './exit.ts';
import { createProgram } from './program.ts';

/** Runs the command line, and turns what goes wrong into a line and an exit status. */
export async function run(): Promise<void> {
  try {
    await createProgram(version()).parseAsync();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Of the package, which lies two folders up from `dist/src/`. */
function version(): string {
  for (const up of ['../../', '../../../']) {
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8');
      return String((JSON.parse(text) as { version: unknown }).version);
    } catch {
      continue;
    }
  }
  return 'unknown';
}
