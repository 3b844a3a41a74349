import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/bcrypt';
import { build } from '../demo/build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Example {
  /** What Node runs, from the top of the repository. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly tries: readonly string[];
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  hello: {
    command: ['dist/examples/hello/hello.js'],
    env: { HELLO_URL: 'http://127.0.0.1:5080' },
    tries: ['open http://127.0.0.1:5080/me in a browser', 'curl -u alice:wonderland http://127.0.0.1:5080/me'],
  },
  'resource-api': {
    command: ['dist/src/main.js', 'serve'],
    env: { TOKENSTORE_PORT: '5081', TOKENSTORE_PLUGINS: './dist/examples/resource-api/plugin.js' },
    tries: [
      'curl http://127.0.0.1:5081/api/greeting/v1',
      'curl "http://127.0.0.1:5081/api/greeting/v2?name=Bob"',
      'curl -u alice:wonderland http://127.0.0.1:5081/api/greeting/v3',
      `curl -u alice:wonderland http://127.0.0.1:5081/api/resource/v1 -H 'content-type: application/json' -d '{"name":"room 7"}'`,
      'curl -u alice:wonderland http://127.0.0.1:5081/api/resource/v1',
      'open http://127.0.0.1:5081/api/docs in a browser',
    ],
  },
};

/** @returns the exit status */
async function run(name: string | undefined): Promise<number> {
  const example = name === undefined ? undefined : EXAMPLES[name];
  if (name === undefined || example === undefined) {
    process.stderr.write(`npm run example -- ${Object.keys(EXAMPLES).join(' | ')}\n`);
    return 2;
  }
  process.stdout.write('Building what is stale.\n');
  await build(ROOT, new AbortController().signal);
  const compiler = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.examples.json'];
  const { status } = spawnSync(process.execPath, compiler, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) return 1;
  process.stdout.write(
    `\nalice's password is wonderland. Try:\n${example.tries.map((one) => `  ${one}\n`).join('')}\n`,
  );
  const child = spawn(process.execPath, example.command, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(await accounts(name)), ...example.env },
  });
  // Ctrl-C reaches both; the example ends in its own way.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 0)));
}

/** Settings for local accounts, so that no identity provider is needed: alice, whose password is printed above. */
async function accounts(name: string): Promise<Record<string, string>> {
  const instance = join(ROOT, 'instance', 'examples', name);
  mkdirSync(instance, { recursive: true, mode: 0o700 });
  const htpasswd = join(instance, 'htpasswd');
  writeFileSync(htpasswd, `alice:${await hash('wonderland', 10)}\n`);
  return {
    TOKENSTORE_INSTANCE_PATH: instance,
    TOKENSTORE_LOCAL_ACCOUNTS: 'true',
    TOKENSTORE_HTPASSWD_FILE: htpasswd,
  };
}

process.exitCode = await run(process.argv[2]);
