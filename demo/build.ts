import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Trouble } from './trouble.ts';

const SOURCES = ['src', 'migrations', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

/** What the demo runs, once it is built. */
export function executable(root: string): string {
  return join(root, 'dist/src/main.js');
}

/** Whether there is no build, or one older than something it was made from. */
export function isStale(root: string): boolean {
  const built = executable(root);
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  return SOURCES.some((source) => newest(join(root, source)) > mtimeMs);
}

/** @throws Trouble with what the compiler says; the signal's reason when it is aborted */
export async function build(root: string, signal: AbortSignal): Promise<void> {
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  if (!existsSync(nest)) throw new Trouble('the build tool is not installed: run "npm ci" first.');
  const child = spawn(process.execPath, [nest, 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal });
  // An abort is an error event too, and the process closes all the same.
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve).on('error', () => undefined));
  const [status, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (status === 0) return;
  // A failed build may leave files behind, which must not pass for a fresh one next time.
  rmSync(executable(root), { force: true });
  signal.throwIfAborted();
  throw new Trouble('the build failed:', `${output}${errors}`.trim().split('\n'));
}

/** When a file, or anything in a folder, was last changed; removing a file changes its folder. */
function newest(path: string): number {
  const own = statSync(path);
  const inside = own.isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return inside.reduce((latest, name) => Math.max(latest, statSync(join(path, name)).mtimeMs), own.mtimeMs);
}
