import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { guarded } from '../../src/terminal/end.ts';
import type { Keyring } from '../../src/terminal/keyring.ts';
import { declareGitCredential, declareTerminal } from '../../src/terminal/program.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import type { Ran } from './cli-acts.ts';

/** How people and their programs call the commands in these tests. */

export interface Around {
  home: string;
  env?: Record<string, string>;
  keyring?: Keyring;
  input?: string;
  /** What happens while a command waits, in order; it waits for nothing else. */
  meanwhile?: ((said: string) => Promise<unknown>)[];
}

export interface RanInTerminal extends Ran {
  /** Milliseconds that it would have waited. */
  waits: number[];
}

/** In this process: what it waits for happens at once. */
export async function inTerminal(args: readonly string[], around: Around): Promise<RanInTerminal> {
  const said = { out: '', err: '' };
  let status = 0;
  const waits: number[] = [];
  const meanwhile = [...(around.meanwhile ?? [])];
  const terminal: Terminal = {
    env: around.env ?? {},
    home: around.home,
    input: Readable.from([around.input ?? '']),
    stopped: new AbortController().signal,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    async wait(milliseconds) {
      waits.push(milliseconds);
      await (meanwhile.shift()?.(said.err) ?? new Promise(setImmediate));
    },
    keyring: () => Promise.resolve(around.keyring),
    end: (how) => void (status = Number(how)),
    open: () => false,
  };
  const isGit = args[0] === 'git-credential';
  const program = new Command()
    .configureOutput({ writeErr: terminal.err, writeOut: terminal.out, outputError: (text) => terminal.err(text) })
    .exitOverride();
  (isGit ? declareGitCredential : declareTerminal)(program, () => terminal);
  await guarded(terminal, () => program.parseAsync(args.slice(isGit ? 1 : 0), { from: 'user' }));
  return { status, ...said, waits };
}

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** The files that are run; Node.js takes them as they are, but nothing of the service, whose classes have decorators. */
export const MAIN = [process.execPath, `${SOURCES}main.ts`] as const;
export const GIT_HELPER = `!'${process.execPath}' '${SOURCES}git-credential.ts'`;

export interface RunningCommand {
  child: ChildProcess;
  /** Once it has written this to standard output or error. */
  said(words: string | RegExp): Promise<void>;
  ended: Promise<Omit<Ran, 'status'> & { status: number | null; signal: NodeJS.Signals | null }>;
}

/** In a process of its own. */
export function start(
  [file = '', ...args]: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): RunningCommand {
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  const said = { out: '', err: '' };
  const heard = new Set<() => void>();
  const listen = (name: 'out' | 'err') => (chunk: Buffer) => {
    said[name] += chunk.toString();
    for (const tell of heard) tell();
  };
  child.stdout.on('data', listen('out'));
  child.stderr.on('data', listen('err'));
  const ended = once(child, 'close').then((args) => {
    const [status, signal] = args as [number | null, NodeJS.Signals | null];
    return { status, signal, ...said };
  });
  const hears = (words: string | RegExp): boolean => (said.out + said.err).search(words) >= 0;
  return {
    child,
    ended,
    async said(words) {
      if (hears(words)) return;
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      heard.add(() => (hears(words) ? resolve(undefined) : undefined));
      void ended.then(({ out, err }) => reject(new Error(`it never said ${String(words)}: ${out}${err}`)));
      await promise;
    },
  };
}
