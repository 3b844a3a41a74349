import 'reflect-metadata';
import { errorCode } from '../problem/errors.ts';
import { version } from '../settings/version.ts';
import { explain } from './exit.ts';
import { createProgram } from './program.ts';

/** Runs the command line, and turns what goes wrong into a line and an exit status. */
export async function run(): Promise<void> {
  process.stdout.on('error', leaveQuietly);
  try {
    await createProgram(version()).parseAsync();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Whoever reads on has enough, as `head` has. */
function leaveQuietly(error: Error): void {
  if (errorCode(error) !== 'EPIPE') throw error;
  process.exit();
}
