import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './usage-error.ts';

/** A password: typed twice without being shown, or the first line of what is piped in. @throws UsageError */
export async function readPassword(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const password = await ask(prompt);
  if ((await ask('Once more: ')) !== password) throw new UsageError('These are two different passwords.');
  return password;
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  // It echoes what is typed to its output, which goes nowhere.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const { promise: left, reject } = Promise.withResolvers<never>();
  terminal.on('SIGINT', () => reject(new UsageError('Nothing was changed.')));
  try {
    return await Promise.race([terminal.question(''), left]);
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new UsageError('No password came in.');
}
