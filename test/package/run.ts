import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/bcrypt';
import { freePort } from '../support/ports.ts';

// The package as whoever installs it has it: packed, unpacked into another project, its types compiled against, and run in three
// applications, with a plugin that lies in a folder of its own. Needs `npm run build:service`. The packages that it depends on
// are linked, so that nothing is fetched.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOSTS = ['nest', 'express', 'bare'];
const PATIENCE = 60_000;

const project = mkdtempSync(join(tmpdir(), 'tokenstore-package-'));
const running: ChildProcess[] = [];
try {
  install();
  compile();
  const env = await settings();
  for (const host of HOSTS) {
    await tryHost(host, env);
    console.log(`ok ${host}`);
  }
  await tryPlugin(env);
  console.log('ok plugin');
} finally {
  for (const child of running) child.kill('SIGKILL');
  rmSync(project, { recursive: true, force: true });
}

function install(): void {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
    cwd: ROOT,
  });
  const [{ filename, files }] = JSON.parse(packed.toString()) as [{ filename: string; files: { path: string }[] }];
  const stray = files.find(
    ({ path }) => !/^(?:dist\/(?:src|migrations|ui)\/|docs\/|clients\/python\/|[^/]+$)/.test(path),
  );
  if (stray !== undefined) throw new Error(`${stray.path} is packed`);
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'tokenstore'), { recursive: true });
  execFileSync('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', join(modules, 'tokenstore')]);
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
}

function compile(): void {
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'hosts', type: 'module' }));
  cpSync(join(ROOT, 'test/package/hosts'), join(project, 'hosts'), { recursive: true });
  cpSync(join(ROOT, 'examples/resource-api'), join(project, 'plugin'), { recursive: true });
  const compilerOptions = {
    ...{ target: 'es2024', module: 'nodenext', strict: true, types: ['node'], rootDir: '.', outDir: 'out' },
    ...{ rewriteRelativeImportExtensions: true, experimentalDecorators: true, emitDecoratorMetadata: true },
    // Not those of our own declarations, which are looked at through what is used of them.
    skipLibCheck: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['hosts', 'plugin'] }));
  node(['node_modules/typescript/bin/tsc', '-p', '.']);
}

async function settings(): Promise<Record<string, string>> {
  const htpasswd = join(project, 'htpasswd');
  writeFileSync(htpasswd, `alice:${await hash('wonderland', 4)}\n`);
  return {
    TOKENSTORE_LOCAL_ACCOUNTS: 'true',
    TOKENSTORE_HTPASSWD_FILE: htpasswd,
    TOKENSTORE_LOG_LEVEL: 'warn',
    TOKENSTORE_DATABASE_URL: 'sqlite://:memory:',
    TOKENSTORE_INSTANCE_PATH: join(project, 'instance'),
  };
}

async function tryHost(host: string, env: Record<string, string>): Promise<void> {
  const base = `http://127.0.0.1:${await freePort()}`;
  const child = start([`out/hosts/${host}.js`, base], env);
  await answer(`${base}/store/livez`, child);
  await expectAnswer(`${base}/me`, { authorization: `Basic ${btoa('alice:wonderland')}` }, 200, 'Hello, alice!');
  await expectAnswer(`${base}/me`, {}, 401, 'unauthenticated');
  await expectAnswer(`${base}/me`, { authorization: `Basic ${btoa('alice:wrong')}` }, 401, 'unauthenticated');
  await expectAnswer(`${base}/store/api/whoami`, {}, 401, 'unauthenticated');
  await end(child);
}

/** From a folder that knows no package but another copy of ours, which is not to be used. */
async function tryPlugin(env: Record<string, string>): Promise<void> {
  const alone = mkdtempSync(join(tmpdir(), 'tokenstore-plugin-'));
  try {
    cpSync(join(project, 'out/plugin'), alone, { recursive: true });
    writeFileSync(join(alone, 'package.json'), JSON.stringify({ type: 'module' }));
    cpSync(join(project, 'node_modules/tokenstore'), join(alone, 'node_modules/tokenstore'), { recursive: true });
    const port = await freePort();
    const its = { ...env, TOKENSTORE_PORT: String(port), TOKENSTORE_PLUGINS: join(alone, 'plugin.js') };
    const child = start(['node_modules/tokenstore/dist/src/main.js', 'serve'], its);
    const base = `http://127.0.0.1:${port}`;
    await answer(`${base}/livez`, child);
    const alice = { authorization: `Basic ${btoa('alice:wonderland')}` };
    await expectAnswer(`${base}/api/greeting/v3`, alice, 200, 'Hello, alice!');
    await expectAnswer(`${base}/api/resource/v1/none`, alice, 404, 'not_found');
    await expectAnswer(`${base}/api/resource/v1`, {}, 401, 'unauthenticated');
    await end(child);
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
}

function node(args: readonly string[]): void {
  execFileSync(process.execPath, args, { cwd: project, stdio: 'inherit' });
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: project, env: { ...process.env, ...env }, stdio: 'inherit' });
  running.push(child);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

/** Asks until somebody answers. */
async function answer(url: string, child: ChildProcess): Promise<void> {
  for (const until = performance.now() + PATIENCE; performance.now() < until;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await pause(50);
  }
  throw new Error(`nobody answers at ${url}`);
}

async function expectAnswer(url: string, headers: Record<string, string>, status: number, text: string): Promise<void> {
  const response = await fetch(url, { headers });
  const body = await response.text();
  if (response.status !== status || !body.includes(text)) throw new Error(`${url}: ${response.status} ${body}`);
}
