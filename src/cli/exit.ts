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

/** What went wrong. */
export interface Explanation {
  /** One clear line for each thing that is wrong; `undefined`: all has been said. */
  text: string | undefined;
  /** See docs/command-line.md. */
  status: number;
}

/** Says what went wrong on standard error. @returns the exit status */
export function explain(error: unknown): number {
  const { text, status } = explanationOf(error);
  if (text !== undefined) process.stderr.write(`${text}\n`);
  return status;
}

export function explanationOf(error: unknown): Explanation {
  // It has said what it has to say; help that was asked for is no error.
  if (error instanceof CommanderError) return { text: undefined, status: error.exitCode === 0 ? 0 : EXIT_USAGE };
  if (error instanceof SettingsError || error instanceof StartupError) {
    return { text: error.message, status: EXIT_SETTINGS };
  }
  if (error instanceof KeysUnavailable) return { text: error.reason, status: EXIT_UNAVAILABLE };
  if (error instanceof DatabaseUnavailable) return { text: error.message, status: EXIT_UNAVAILABLE };
  if (error instanceof UsageError) return { text: error.message, status: EXIT_USAGE };
  if (error instanceof Problem && error.status < 500) return { text: inWords(error), status: EXIT_USAGE };
  return { text: `tokenstore: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, status: 1 };
}

/** What a caller of the API would be told of a wrong request, in one line. */
function inWords({ message, members }: Problem): string {
  const { errors } = members;
  if (!Array.isArray(errors)) return message;
  return (errors as { path: string; message: string }[])
    .map(({ path, message: fault }) => (path === '' ? fault : `${path}: ${fault}`))
    .join('; ');
}
