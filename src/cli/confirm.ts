import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

/**
 * Asks before what cannot be taken back. @param yes was said on the command line already
 * @throws UsageError where the answer is anything but yes, or nobody is there to answer
 */
export async function confirm(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Nobody is there to answer: say --yes.`);
  if (!/^(?:y|yes)$/i.test(await answerTo(`${question} [y/N] `))) throw new UsageError('Nothing was changed.');
}

async function answerTo(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const { promise: left, resolve } = Promise.withResolvers<string>();
  // Ctrl-C and Ctrl-D.
  terminal.once('close', () => resolve(''));
  try {
    return (await Promise.race([terminal.question(question), left])).trim();
  } finally {
    terminal.close();
  }
}
