import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

export interface RunningProcess {
  log: () => string;
  stop: () => Promise<void>;
}

interface Command {
  file: string;
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  /** It is up once this address answers with a status below 500. */
  ready: string;
  /** It has processes of its own: it is up once one of them answers 2xx, and takes them along when it is told to end. */
  isParent?: boolean;
}

const attempts = 150;
/** Of a server that starts others. */
const attemptsOfParent = 500;
/** Milliseconds. */
const longestEnd = 15_000;

/** Starts a server in a process group of its own, and waits until it answers. Throws with what it wrote if it does not. */
export async function run({ file, args, cwd, env = {}, ready, isParent = false }: Command): Promise<RunningProcess> {
  const written: string[] = [];
  const child = spawn(file, args, {
    cwd,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.on('data', (part: Buffer) => written.push(part.toString()));
  child.stderr.on('data', (part: Buffer) => written.push(part.toString()));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      written.push(String(error));
      resolve();
    });
  });
  const kill = (): void => killGroup(child);
  // A test run that is cut short takes its servers along.
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill);
    if (isParent) {
      child.kill('SIGTERM');
      await Promise.race([exited, setTimeout(longestEnd, undefined, { ref: false })]);
    }
    kill();
    await exited;
  };

  const patience = isParent ? { below: 300, attempts: attemptsOfParent } : { below: 500, attempts };
  if (await isUp(ready, child, patience)) return { log: () => written.join(''), stop };
  await stop();
  throw new Error(`${file} did not start: ${written.join('').trim()}`);
}

/** A process started to do something and end. Throws with what it wrote if it ends badly. */
export async function runToEnd({ file, args, cwd, env = {} }: Omit<Command, 'ready'>): Promise<void> {
  const written: string[] = [];
  const child = spawn(file, args, {
    cwd,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (part: Buffer) => written.push(part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${String(code)}: ${written.join('').trim()}`);
}

interface Patience {
  /** The status of an answer. */
  below: number;
  attempts: number;
}

async function isUp(address: string, child: ChildProcess, { below, attempts: most }: Patience): Promise<boolean> {
  for (let attempt = 0; attempt < most && child.exitCode === null; attempt++) {
    const response = await fetch(address, { redirect: 'manual' }).catch(() => undefined);
    await response?.body?.cancel();
    if (response && response.status < below) return true;
    await setTimeout(100);
  }
  return false;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
