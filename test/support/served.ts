import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Env } from './store.ts';

/** `tokenstore serve` in a process of its own, as an operator runs it. */
export interface Served {
  child: ChildProcess;
  /** What it has written, its log among it. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves with what is found as soon as it has written it, from an earlier place in its output on. @throws when all end before */
  wrote(what: RegExp, from?: number): Promise<RegExpExecArray>;
  /** Resolves with its exit status when it has ended, and all whom it began. */
  ended: Promise<number | null>;
}

/**
 * @param folder where the service was compiled into, see test/chaos/build.ts
 * @param env with the prefix
 */
export function serve(folder: string, env: Env): Served {
  const child = spawn(process.execPath, [join(folder, 'src/main.js'), 'serve'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  const ears = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      written[name] += chunk.toString();
      for (const ear of ears) ear();
    });
  }
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  let isSilent = false;
  child.once('close', (status) => {
    isSilent = true;
    resolve(status);
    for (const ear of ears) ear();
  });
  return {
    child,
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    ended,
    async wrote(what, from = 0) {
      const found = Promise.withResolvers<RegExpExecArray>();
      const ear = (): void => {
        const match = what.exec(written.stdout.slice(from));
        if (match !== null) found.resolve(match);
        else if (isSilent) {
          found.reject(new Error(`it ended, and never wrote ${String(what)}: ${written.stdout}${written.stderr}`));
        }
      };
      ears.add(ear);
      ear();
      try {
        return await found.promise;
      } finally {
        ears.delete(ear);
      }
    },
  };
}
