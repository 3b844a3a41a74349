import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '../browser.ts';
import { formsOf } from '../html-forms.ts';
import { run, runToEnd } from './process.ts';
import { client, person } from './real-server.ts';
import type { RealServer, WalkOptions } from './real-server.ts';
import { freePort } from '../ports.ts';

export interface DjangoOptions {
  redirectUris: readonly string[];
  /** Default: true. */
  rotates?: boolean;
  /** Seconds in which a spent refresh token does not yet count as reused; default 0. */
  gracePeriod?: number;
  /** Seconds; default 3600. */
  accessTokenTtl?: number;
}

// By its path: another Python may come first, which knows nothing of Debian's packages.
const python = '/usr/bin/python3';
const gunicorn = '/usr/bin/gunicorn';
const source = fileURLToPath(new URL('django', import.meta.url));

/** What is missing on this machine to start it; undefined when nothing is. */
export function djangoMissing(): string | undefined {
  const found = existsSync(gunicorn) && spawnSync(python, ['-c', 'import oauth2_provider']).status === 0;
  return found ? undefined : 'Django OAuth Toolkit';
}

/**
 * Debian's Django OAuth Toolkit under gunicorn. One request at a time: on SQLite it answers concurrent ones with 500.
 * People allow all that is asked, or nothing.
 */
export async function startDjangoOAuthToolkit(options: DjangoOptions): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenstore-django-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const all = { rotates: true, gracePeriod: 0, accessTokenTtl: 3600, ...options, person, client };
  const env = {
    RUN: folder,
    OPTIONS: JSON.stringify(all),
    PYTHONPATH: source,
    PYTHONDONTWRITEBYTECODE: '1',
    DJANGO_SETTINGS_MODULE: 'op.settings',
  };

  const start = async () => {
    await runToEnd({ file: python, args: [join(source, 'prepare.py')], cwd: folder, env });
    return run({
      file: python,
      args: [gunicorn, '--bind', `127.0.0.1:${port}`, '--workers', '1', 'op.wsgi'],
      cwd: folder,
      env,
      ready: `${origin}/o/.well-known/openid-configuration/`,
    });
  };
  const remove = () => rm(folder, { recursive: true, force: true });
  const server = await start().catch(async (error: unknown) => {
    await remove();
    throw error;
  });

  return {
    issuer: `${origin}/o`,
    endpoints: {
      authorization: `${origin}/o/authorize/`,
      token: `${origin}/o/token/`,
      userinfo: `${origin}/o/userinfo/`,
      revocation: `${origin}/o/revoke_token/`,
      introspection: `${origin}/o/introspect/`,
    },
    client,
    person,
    walkLogin,
    log: server.log,
    async close() {
      await server.stop();
      await remove();
    },
  };
}

async function walkLogin(browser: Browser, url: string, { stopBefore, consents = true }: WalkOptions): Promise<Page> {
  let page = await browser.follow(url, { stopBefore });
  const shows = (name: string) => formsOf(page.body).some((form) => form.name === name);
  if (shows('login')) {
    const values = { username: person.login, password: person.password };
    page = await browser.submit(page, { form: 'login', values }, { stopBefore });
  }
  if (shows('authorizationForm')) {
    const button = consents ? 'Authorize' : 'Cancel';
    page = await browser.submit(page, { form: 'authorizationForm', button }, { stopBefore });
  }
  return page;
}
