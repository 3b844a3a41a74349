import { spawn } from 'node:child_process';
import { authorization } from '../../store-client/client.ts';
import { codeOf, type CommonFlags } from '../configuration.ts';
import { EXIT_USAGE, Refusal } from '../refusal.ts';
import { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export interface RunFlags extends CommonFlags {
  with: string[];
  minTtl?: number;
}

/** As shells and env(1) have it. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'] as const;
/** A terminal sends these to the command as well. */
const FROM_KEYBOARD = ['SIGINT', 'SIGQUIT'] as const;

/**
 * `tokenstore run`: a command with fresh tokens in its environment, and nowhere else.
 * @returns the exit status of the command, or the signal that ended it
 */
export async function run(
  terminal: Terminal,
  command: readonly string[],
  flags: RunFlags,
): Promise<number | NodeJS.Signals> {
  const wanted = flags.with.map((text): [provider: string, variable: string] => {
    const [, provider, variable] = /^([^=]+)=([A-Za-z_]\w*)$/.exec(text) ?? [];
    if (provider === undefined || variable === undefined) {
      throw new Refusal(EXIT_USAGE, `"${text}" is not provider=VARIABLE.`);
    }
    return [provider, variable];
  });
  const session = await Session.open(terminal, flags);
  const store = await session.store();
  const { minTtl } = flags;
  const given = await Promise.all(
    wanted.map(async ([provider, variable]): Promise<[string, string]> => {
      const token = await store.token(provider, { minTtl });
      // One that cannot be borne alone is of no use there.
      authorization(token);
      return [variable, token.access_token];
    }),
  );
  terminal.stopped.throwIfAborted();
  return finished(command, { ...terminal.env, ...Object.fromEntries(given) });
}

async function finished(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number | NodeJS.Signals> {
  const child = spawn(file, args, { env, stdio: 'inherit' });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  const leaveToIt = (signal: NodeJS.Signals): void => {
    if (!process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  for (const signal of FROM_KEYBOARD) process.on(signal, leaveToIt);
  try {
    return await new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (status, signal) => resolve(signal ?? status ?? 1));
    });
  } catch (error) {
    const code = codeOf(error);
    throw new Refusal(code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE, `Cannot run ${file} (${code}).`);
  } finally {
    for (const signal of PASSED_ON) process.off(signal, passOn);
    for (const signal of FROM_KEYBOARD) process.off(signal, leaveToIt);
  }
}
