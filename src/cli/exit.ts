import { CommanderError } from 'commander';
import { DatabaseUnavailable, KeysUnavailable, Problem, StartupError } from '../problem/problem.ts';
import { SettingsError } from '../settings/fault.ts';
import { UsageError } from './usage-error.ts';

/** What was typed cannot be done: an unknown option, a name that is not there, a file that cannot be read. */
export const EXIT_USAGE = 2;
/** EX_UNAVAILABLE of sysexits.h: the database or the keys are away; trying again may help. */
export const EXIT_UNAVAILABLE = 69;
/** EX_CONFIG of sysexits.h: the operator must change something; trying again will not help. */
export const EXIT_SETTINGS = 78;

/** One clear line for each thing that is wrong, on standard error. @returns the exit status (docs/command-line.md) */
export function explain(error: unknown): number {
  // It has said what it has to say; help that was asked for is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof SettingsError || error instanceof StartupError) return say(error.message, EXIT_SETTINGS);
  if (error instanceof KeysUnavailable) return say(error.reason, EXIT_UNAVAILABLE);
  if (error instanceof DatabaseUnavailable) return say(error.message, EXIT_UNAVAILABLE);
  if (error instanceof UsageError) return say(error.message, EXIT_USAGE);
  if (error instanceof Problem && error.status < 500) return say(inWords(error), EXIT_USAGE);
  return say(`tokenstore: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, 1);
}

function say(text: string, status: number): number {
  process.stderr.write(`${text}\n`);
  return status;
}

/** What a caller of the API would be told of a wrong request, in one line. */
function inWords({ message, members }: Problem): string {
  const { errors } = members;
  if (!Array.isArray(errors)) return message;
  return (errors as { path: string; message: string }[])
    .map(({ path, message: fault }) => (path === '' ? fault : `${path}: ${fault}`))
    .join('; ');
}
