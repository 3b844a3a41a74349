import { spawn } from 'node:child_process';
import { constants, homedir } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { keyringOf, type Keyring } from './keyring.ts';

/** What a command finds around it; tests bring their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly input: Readable;
  /** Aborted by the first Ctrl-C or SIGTERM, with the name of the signal. */
  readonly stopped: AbortSignal;
  /** The answer, and nothing else. */
  out(text: string): void;
  err(text: string): void;
  /** @throws the signal's name once it is {@link stopped} */
  wait(milliseconds: number): Promise<void>;
  /** `undefined` where there is none. */
  keyring(): Promise<Keyring | undefined>;
  /** Ends the process as a command ended: with its status, or by the same signal. */
  end(how: number | NodeJS.Signals): void;
  /** Shows a page to the person. @returns false where there is no browser to be seen */
  open(url: string): boolean;
}

/** That of this process. @param stopped see {@link Terminal.stopped} */
export function processTerminal(stopped: AbortSignal): Terminal {
  const { env } = process;
  return {
    env,
    home: homedir(),
    input: process.stdin,
    stopped,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    async wait(milliseconds) {
      await setTimeout(milliseconds, undefined, { signal: stopped });
    },
    keyring: keyringOf,
    end: endProcess,
    open: (url) => process.stderr.isTTY && openBrowser(url, env),
  };
}

function endProcess(how: number | NodeJS.Signals): void {
  if (typeof how === 'number') {
    process.exitCode = how;
    return;
  }
  process.removeAllListeners(how);
  // For a signal that does not end a process after all.
  process.exitCode = 128 + constants.signals[how];
  process.kill(process.pid, how);
}

function openBrowser(url: string, env: NodeJS.ProcessEnv): boolean {
  if (!/^https?:\/\//.test(url)) return false;
  const command = browserCommand(env);
  if (command === undefined) return false;
  const [file, ...args] = command;
  const child = spawn(file, [...args, url], { stdio: 'ignore', detached: true });
  // The address is printed as well.
  child.on('error', () => undefined);
  child.unref();
  return true;
}

function browserCommand(env: NodeJS.ProcessEnv): [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  // Over SSH a browser would open where nobody sits.
  const hasScreen = (env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? '') !== '' && env['SSH_CONNECTION'] === undefined;
  return hasScreen ? ['xdg-open'] : undefined;
}
