import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Trouble } from './trouble.ts';

const SERVICE = ['src', 'migrations', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
const PAGES = ['ui', 'src/ui/style', 'package.json'];

/** What the demo runs, once it is built. */
export function executable(root: string): string {
  return join(root, 'dist/src/main.js');
}

function pages(root: string): string {
  return join(root, 'dist/ui/index.html');
}

/** Whether there is no build, or one older than something it was made from. */
export function isStale(root: string): boolean {
  return isOlder(root, executable(root), SERVICE) || isOlder(root, pages(root), PAGES);
}

/**
 * Builds of the service and its pages what is stale.
 * @throws Trouble with what the compiler says; the signal's reason when it is aborted
 */
export async function build(root: string, signal: AbortSignal): Promise<void> {
  if (isOlder(root, executable(root), SERVICE)) await buildService(root, signal);
  await buildPages(root, signal);
}

async function buildService(root: string, signal: AbortSignal): Promise<void> {
  for (const folder of ['src', 'migrations']) rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  try {
    await run(root, ['@nestjs/cli/bin/nest.js', 'build'], signal);
  } catch (error) {
    // A failed build may leave files behind, which must not pass for a fresh one next time.
    rmSync(executable(root), { force: true });
    throw error;
  }
}

/** Builds the pages where they are stale, and only then: somebody may be looking at them. @throws as {@link build} does */
export async function buildPages(root: string, signal: AbortSignal): Promise<void> {
  if (!isOlder(root, pages(root), PAGES)) return;
  await run(root, ['vite/bin/vite.js', 'build', '--config', 'ui/vite.config.ts'], signal);
}

async function run(
  root: string,
  [tool, ...args]: [tool: string, ...args: string[]],
  signal: AbortSignal,
): Promise<void> {
  const path = join(root, 'node_modules', tool);
  if (!existsSync(path)) throw new Trouble('the build tools are not installed: run "npm ci" first.');
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [path, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  // An abort is an error event too, and the process closes all the same.
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve).on('error', () => undefined));
  const [status, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (status === 0) return;
  signal.throwIfAborted();
  throw new Trouble('the build failed:', `${output}${errors}`.trim().split('\n'));
}

function isOlder(root: string, built: string, sources: readonly string[]): boolean {
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  return sources.some((source) => newest(join(root, source)) > mtimeMs);
}

/** When a file, or anything in a folder, was last changed; removing a file changes its folder. */
function newest(path: string): number {
  const own = statSync(path);
  const inside = own.isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return inside.reduce((latest, name) => Math.max(latest, statSync(join(path, name)).mtimeMs), own.mtimeMs);
}
