import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileInto } from '../../chaos/build.ts';
import { Browser } from '../browser.ts';
import { freePort } from '../ports.ts';
import { run } from './process.ts';

type Env = Record<string, string>;

export interface JupyterHubOptions {
  /** Of the store as the Hub's service and as a user's own server, without `TOKENSTORE_`. */
  settings: Env;
  /** Where people find the Hub; any free port else. */
  port?: number;
}

/** A JupyterHub with a token store as its service `tokenstore`, and as each user's default server. */
export interface JupyterHub {
  /** Where people find it. */
  url: string;
  /** Of its service: `<url>/services/tokenstore`. */
  store: string;
  /** What the Hub would say to the service `outside`, were it its own to start. */
  outside: { port: number; environment: Env };
  /** Everybody's. */
  password: string;
  /** The token of the service `nightly`. */
  nightly: string;
  /** A browser that is signed in at the Hub. */
  signIn: (name: string) => Promise<Browser>;
  /** Its REST API, as a service that may administer users and servers. */
  api: (path: string, method?: string, data?: unknown) => Promise<{ status: number; data: unknown }>;
  /** A new token of a user's. @param scopes of the Hub; all that the user has if not given */
  tokenOf: (user: string, scopes?: readonly string[]) => Promise<string>;
  /** What Hub, proxy and services wrote so far. */
  log: () => string;
  close: () => Promise<void>;
}

const binary = '/usr/bin/jupyterhub';
const proxy = '/usr/bin/configurable-http-proxy';
const password = 'hub-password';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = fileURLToPath(new URL('jupyterhub', import.meta.url));

/** What is missing on this machine to start it; undefined when nothing is. */
export function jupyterHubMissing(): string | undefined {
  return existsSync(binary) && existsSync(proxy) ? undefined : 'JupyterHub';
}

/** Debian's JupyterHub with the configuration of deploy/, where everybody may sign in. */
export async function startJupyterHub({ settings, port }: JupyterHubOptions): Promise<JupyterHub> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-jupyterhub-'));
  await mkdir(join(folder, 'home'));
  const store = [process.execPath, '--no-warnings', await compileStore(folder), 'serve'];
  const ports = await Promise.all([port ?? freePort(), freePort(), freePort(), freePort(), freePort()]);
  const [at, api, proxyApi, managed, outside] = ports.map((one) => `http://127.0.0.1:${one}`) as Five<string>;
  const [token, nightly, outsideToken] = Array.from({ length: 3 }, () => randomBytes(24).toString('hex')) as Three;
  const environment = {
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`TOKENSTORE_${name}`, value])),
    TOKENSTORE_BASE_URL: at,
  };
  const given = {
    ...{ folder, password, token, nightly, store, url: at, hub: api, proxy: proxyApi, managed },
    config: join(root, 'deploy/jupyterhub/jupyterhub_config.py'),
    notebook: join(source, 'notebook.py'),
    outside: { url: outside, token: outsideToken },
    environment: { ...environment, TOKENSTORE_INSTANCE_PATH: join(folder, 'managed') },
    own: { ...environment, STORE: `${at}/services/tokenstore` },
  };
  const server = await run({
    file: binary,
    args: ['--config', join(source, 'jupyterhub_config.py')],
    cwd: folder,
    // The proxy is Debian's package, and the Node.js that runs it need not be.
    env: { GIVEN: JSON.stringify(given), PYTHONDONTWRITEBYTECODE: '1', NODE_PATH: '/usr/share/nodejs' },
    ready: `${at}/services/tokenstore/readyz`,
    isParent: true,
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });

  const ask = async (path: string, method = 'GET', data?: unknown): Promise<{ status: number; data: unknown }> => {
    const body = data === undefined ? null : JSON.stringify(data);
    const response = await fetch(`${api}/hub/api${path}`, {
      method,
      headers: { authorization: `token ${token}` },
      body,
    });
    const text = await response.text();
    return { status: response.status, data: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    url: at,
    store: `${at}/services/tokenstore`,
    outside: {
      port: Number(new URL(outside).port),
      environment: {
        JUPYTERHUB_API_TOKEN: outsideToken,
        JUPYTERHUB_API_URL: `${api}/hub/api`,
        JUPYTERHUB_SERVICE_NAME: 'outside',
        JUPYTERHUB_SERVICE_URL: outside,
        JUPYTERHUB_SERVICE_PREFIX: '/services/outside/',
      },
    },
    password,
    nightly,
    signIn: async (name) => {
      const browser = new Browser();
      const page = await browser.follow(`${at}/hub/login`);
      const values = { username: name, password };
      const signedIn = await browser.submit(page, { values }, { stopBefore: `${at}/` });
      if (signedIn.status !== 302) throw new Error(`${name} could not sign in at the Hub: ${signedIn.status}`);
      return browser;
    },
    api: ask,
    tokenOf: async (user, scopes) => {
      await ask(`/users/${user}`, 'POST');
      const made = await ask(`/users/${user}/tokens`, 'POST', scopes === undefined ? {} : { scopes });
      if (made.status >= 300) throw new Error(`the Hub made no token: ${JSON.stringify(made)}`);
      return (made.data as { token: string }).token;
    },
    log: server.log,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Twice it starts from there, and is not compiled anew. @returns the executable */
async function compileStore(folder: string): Promise<string> {
  const compiled = join(folder, 'store');
  await compileInto(compiled, ['src', 'migrations']);
  await mkdir(join(compiled, 'dist'));
  await symlink(join(root, 'dist/ui'), join(compiled, 'dist/ui'));
  return join(compiled, 'src/main.js');
}

type Five<T> = [T, T, T, T, T];
type Three = [string, string, string];
