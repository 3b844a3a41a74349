import { Command } from 'commander';
import { errorCode } from '../problem/errors.ts';
import { version } from '../settings/version.ts';
import { guarded, stopSignal } from './end.ts';
import { declareGitCredential, declareTerminal } from './program.ts';
import { processTerminal } from './terminal.ts';

/**
 * Runs a command of people and their programs.
 * @param args without node and the script  @returns false where it is another's: an operator's, or none
 */
export async function runTerminal(args: readonly string[]): Promise<boolean> {
  const program = plain(new Command('tokenstore'));
  declareTerminal(program, () => terminal);
  if (!program.commands.some((command) => command.name() === args[0])) return false;
  const terminal = processTerminal(stopSignal());
  endQuietlyUnread();
  await guarded(terminal, () => program.parseAsync(args, { from: 'user' }));
  return true;
}

/** Runs git's credential helper. */
export async function runGitCredential(args: readonly string[]): Promise<void> {
  const program = plain(new Command('git-credential-tokenstore')).version(version());
  const terminal = processTerminal(stopSignal());
  declareGitCredential(program, () => terminal);
  endQuietlyUnread();
  await guarded(terminal, () => program.parseAsync(args, { from: 'user' }));
}

function plain(program: Command): Command {
  return program
    .configureOutput({ outputError: (text, write) => write(`tokenstore: ${text.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride();
}

/** Whoever reads on has enough, as `head` has. */
function endQuietlyUnread(): void {
  process.stdout.on('error', (error: Error) => {
    if (errorCode(error) !== 'EPIPE') throw error;
    process.exit();
  });
}
