import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { executable } from './build.ts';
import { Trouble } from './trouble.ts';

const READY_WITHIN = 30_000;
const STOPPED_WITHIN = 5_000;
const LOG_TAIL = 12;

export interface StoreOptions {
  /** Of the checkout. */
  root: string;
  /** What the store keeps goes here, and its log. */
  directory: string;
  port: number;
  /** Without `TOKENSTORE_`. */
  settings: Record<string, string>;
}

/** The token store, in a process of its own, as an operator would run it. */
export class StoreProcess {
  readonly base: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stopping = false;

  constructor({ root, directory, port, settings }: StoreOptions) {
    this.base = `http://127.0.0.1:${port}`;
    this.logFile = join(directory, 'store.log');
    const own = {
      HOST: '127.0.0.1',
      PORT: String(port),
      INSTANCE_PATH: join(directory, 'instance'),
      LOG_FORMAT: 'pretty',
      SHUTDOWN_TIMEOUT: '2s',
    };
    const log = openSync(this.logFile, 'a', 0o600);
    this.#child = spawn(process.execPath, [executable(root), 'serve'], {
      env: environment({ ...own, ...settings }),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#ended = once(this.#child, 'exit').catch(() => undefined);
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it serves. @throws Trouble when it ends instead, or takes too long */
  async ready(signal: AbortSignal): Promise<void> {
    await Promise.race([this.#answers(signal), this.died()]);
  }

  /** Never resolves. @throws Trouble when the store ends unasked */
  async died(): Promise<never> {
    await this.#ended;
    // Stopping it is no death: whoever waits here waits for ever.
    if (this.#stopping) return new Promise(() => undefined);
    throw new Trouble('the store has stopped. The end of its log:', this.logTail());
  }

  logTail(): string[] {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOPPED_WITHIN);
    await this.#ended;
    clearTimeout(late);
  }

  async #answers(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + READY_WITHIN;
    while (!(await isReady(this.base))) {
      signal.throwIfAborted();
      if (Date.now() > deadline) throw new Trouble('the store is not ready. The end of its log:', this.logTail());
      await pause(50);
    }
  }
}

async function isReady(base: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
}

/** That of this process without whatever of it would change the store. */
function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(TOKENSTORE_|JUPYTERHUB_)/.test(name));
  const given = Object.entries(settings).map(([name, value]) => [`TOKENSTORE_${name}`, value] as const);
  return Object.fromEntries([...inherited, ...given]);
}
