import { StartupError } from '../problem/problem.ts';
import { SettingsError } from '../settings/fault.ts';

/** EX_CONFIG of sysexits.h: the operator must change something; trying again will not help. */
export const EXIT_SETTINGS = 78;

/** One clear line for each thing that is wrong, on standard error. @returns the exit status */
export function explain(error: unknown): number {
  if (error instanceof SettingsError || error instanceof StartupError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT_SETTINGS;
  }
  process.stderr.write(`tokenstore: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
