import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { commonSettings } from '../../src/settings/schema.ts';
import { isVariable } from '../docs/snippets/settings.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(top, path), 'utf8');

const files = (await readdir(join(top, 'deploy'), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(top.length))
  .concat('Dockerfile')
  .sort();

const dockerfile = await read('Dockerfile');
const port = String(commonSettings.find(({ name }) => name === 'PORT')?.default);

/** Seconds that an end may take: SHUTDOWN_TIMEOUT, and refreshes that were sent. */
const END = 20 + 90;

describe('what is in deploy/', () => {
  it.each(files)('%s names variables that are settings', async (file) => {
    const named = new Set((await read(file)).match(/\bTOKENSTORE_[A-Z0-9_]*[A-Z0-9]\b(?![_<…{])/g));
    expect([...named].filter((name) => !isVariable(name))).toEqual([]);
  });

  it.each(files.filter((file) => /\.ya?ml$/.test(file) && !file.includes('/templates/')))('%s parses', async (file) => {
    const documents = loadAll(await read(file));
    expect(documents.every((document) => typeof document === 'object' && document !== null)).toBe(true);
  });

  it('runs the service for as long as its end takes', async () => {
    const { services } = load(await read('deploy/compose.yaml')) as {
      services: Record<string, { stop_grace_period?: string; ports?: string[] }>;
    };
    expect(Number.parseInt(services['store']?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(END);
    const [, patience = ''] = /^TimeoutStopSec=(\d+)s$/m.exec(await read('deploy/systemd/tokenstore.service')) ?? [];
    expect(Number(patience)).toBeGreaterThanOrEqual(END);
  });

  it('agrees on the port', async () => {
    expect(/^EXPOSE (\d+)$/m.exec(dockerfile)?.[1]).toBe(port);
    const { services } = load(await read('deploy/compose.yaml')) as { services: Record<string, { ports?: string[] }> };
    expect(services['store']?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(load(await read('deploy/helm/tokenstore/values.yaml'))).toMatchObject({ port: Number(port) });
    expect(await read('deploy/proxies/nginx.conf')).toContain(`proxy_pass http://127.0.0.1:${port};`);
    expect(await read('deploy/proxies/Caddyfile')).toContain(`reverse_proxy 127.0.0.1:${port} {`);
  });

  it('asks compose for variables that its example has', async () => {
    const compose = await read('deploy/compose.yaml');
    const asked = new Set([...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
    const told = [...(await read('deploy/compose.env.example')).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual([...asked].sort());
  });
});

describe('the Dockerfile', () => {
  const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n');
  const of = (name: string): string[] =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
  const last = (name: string): string => of(name).at(-1) ?? '';

  it('copies what there is, and what .dockerignore lets through', async () => {
    const copied = of('COPY')
      .filter((what) => !what.startsWith('--from'))
      .flatMap((what) => what.split(/\s+/).slice(0, -1));
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(top, path)))).toEqual([]);
    const passed = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
    expect(passed.map((line) => line.slice(1)).sort()).toEqual([...new Set(copied)].sort());
  });

  it('runs as a number that is not root, in group 0', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:0$/);
  });

  it('gets its signals, for no shell is in between', () => {
    for (const command of [last('CMD'), last('HEALTHCHECK').replace(/^.*?CMD /, '')]) {
      expect(Array.isArray(JSON.parse(command))).toBe(true);
    }
  });

  it('asks for its health where the service tells it', async () => {
    const { paths } = JSON.parse(await read('docs/openapi.json')) as { paths: object };
    const [, path = ''] = /\}(\/\w+)`/.exec(last('HEALTHCHECK')) ?? [];
    expect(paths).toHaveProperty([path]);
  });

  it('ends on the Node.js that builds it', () => {
    const bases = of('FROM').map((base) => base.split(' ', 1)[0]);
    expect(new Set(bases).size).toBe(1);
  });
});
