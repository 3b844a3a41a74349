import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = [`${ROOT}ui`, `${ROOT}src/ui/style`];
const BUILT = `${ROOT}dist/ui/index.html`;

/** Builds the app, unless what is there is newer than its sources: services in tests serve it. */
export async function buildPages(): Promise<void> {
  const [built, ...sources] = await Promise.all([lastChange(BUILT), ...SOURCES.map(newest)]);
  if (built > Math.max(...sources)) return;
  const vite = `${ROOT}node_modules/vite/bin/vite.js`;
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', `${ROOT}ui/vite.config.ts`], {
    // Jest's own is `test`, and would bring the libraries' development editions.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

async function newest(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  return Math.max(...(await Promise.all(names.map((name) => lastChange(`${directory}/${name}`)))));
}

async function lastChange(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
