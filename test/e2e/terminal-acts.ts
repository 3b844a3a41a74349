import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { guarded } from '../../src/terminal/end.ts';
import type { Keyring } from '../../src/terminal/keyring.ts';
import { declareGitCredential, declareTerminal } from '../../src/terminal/program.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { Browser } from '../support/browser.ts';
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
  const hear = (name: 'out' | 'err') => (text: string) => void (said[name] += text);
  const terminal: Terminal = {
    env: around.env ?? {},
    home: around.home,
    input: Readable.from([around.input ?? '']),
    stopped: new AbortController().signal,
    out: hear('out'),
    err: hear('err'),
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
    .configureOutput({ writeErr: hear('err'), writeOut: hear('out'), outputError: hear('err') })
    .exitOverride();
  if (isGit) declareGitCredential(program, () => terminal);
  else declareTerminal(program, () => terminal);
  await guarded(terminal, () => program.parseAsync(args.slice(isGit ? 1 : 0), { from: 'user' }));
  return { status, ...said, waits };
}

/** A keyring in memory. */
export function fakeKeyring(): Keyring & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    get: (account) => Promise.resolve(held.get(account)),
    set: (account, secret) => Promise.resolve(void held.set(account, secret)),
    remove: (account) => Promise.resolve(void held.delete(account)),
  };
}

interface Logins {
  logins: Record<string, { secrets: Record<string, unknown> | 'keyring' }>;
}

/** The file with the logins of a person. */
export function loginsOf(home: string) {
  const path = join(home, '.local/state/tokenstore/logins.json');
  const read = async () => JSON.parse(await readFile(path, 'utf8')) as Logins;
  return {
    path,
    read,
    /** As if time had passed, or somebody had meddled. */
    async alter(server: string, change: Record<string, unknown>): Promise<void> {
      const file = await read();
      Object.assign(file.logins[server]!.secrets, change);
      await writeFile(path, JSON.stringify(file));
    },
  };
}

/** The address that a command told a person to open. */
export function addressIn(said: string): string {
  return /^(?:or open|Open in a browser:) (\S+)$/m.exec(said)?.[1] ?? '';
}

/** A person who opens it, enters the code and says no. */
export async function deny(said: string): Promise<void> {
  const browser = new Browser();
  let page = await browser.follow(addressIn(said));
  const steps = [{}, { form: 'device-confirm' }, { form: 'login', values: { login: 'alice', password: 'any' } }];
  for (const step of [...steps, { form: 'consent', button: 'deny' }]) page = await browser.submit(page, step);
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

const running = new Set<ChildProcess>();

/** Ends what a test that failed has left. */
export function endStarted(): void {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
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
    // A group of its own, so that all of it can be ended.
    detached: true,
    ...(cwd !== undefined && { cwd }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
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
