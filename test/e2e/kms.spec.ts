import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealingKey } from '../../src/crypto/sealing-key.ts';
import { StartupError } from '../../src/problem/problem.ts';
import { freshSqlite, type TestDatabase } from '../support/databases.ts';
import { connect, signIn } from '../support/grants.ts';
import { AWS_CREDENTIALS, AWS_KEY_ID, startAwsKms } from '../support/kms/aws-kms-server.ts';
import type { KmsServer } from '../support/kms/kms-server.ts';
import { startVault, VAULT_TOKEN } from '../support/kms/vault-server.ts';
import { freePort } from '../support/ports.ts';
import { prefixed, startStore, type Env, type TestStore } from '../support/store.ts';
import { call, cookieOf, expectProblem, tokenOf } from './acts.ts';
import { runProgram, type Ran } from './cli-acts.ts';

const KEY = 'c'.repeat(64);
const KEY_ID = new SealingKey(Buffer.from(KEY, 'hex')).id;
const SEALED = { status: 503, body: { errors: ['Vault is sealed'] } };

describe('a store whose key only a key management service opens', () => {
  let vault: KmsServer;
  let aws: KmsServer;
  let folder: string;
  let kms: Env;

  beforeAll(async () => {
    [vault, aws] = [await startVault(), await startAwsKms()];
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-kms-'));
    kms = {
      ...{ KMS_VAULT_ADDR: vault.address, KMS_VAULT_TOKEN: VAULT_TOKEN },
      ...{ KMS_AWS_ENDPOINT: aws.address, KMS_AWS_REGION: 'eu-central-1', KMS_AWS_KEY_ID: AWS_KEY_ID },
    };
  });

  afterAll(async () => {
    await Promise.all([vault.close(), aws.close()]);
    await rm(folder, { recursive: true });
  });

  /** With the settings of the services alone, as on a machine where nothing is set up yet. */
  const keys = (args: string[], env: Env = {}, input = ''): Promise<Ran> =>
    runProgram(
      {
        environment: {
          ...prefixed({ ...kms, ...env }),
          AWS_ACCESS_KEY_ID: AWS_CREDENTIALS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: AWS_CREDENTIALS.secretAccessKey,
        },
      },
      ['keys', ...args],
      { input: Readable.from([input]) },
    );

  describe.each([
    ['vault', /^vault:v1:[\w+/]+=*\n$/],
    ['aws', /^aws-kms:[\w+/]+=*\n$/],
  ])('from the command line: %s', (service, form) => {
    it('makes a new key, and prints it wrapped only', async () => {
      const [one, other] = [await keys(['generate', '--kms', service]), await keys(['generate', '--kms', service])];
      expect(one).toMatchObject({ status: 0, out: expect.stringMatching(form) });
      expect(one.out).not.toBe(other.out);
      expect(one.out + one.err).not.toMatch(/[0-9a-f]{64}/);
    });

    it('wraps the keys there are, from a file or standard input, and leaves wrapped ones', async () => {
      const file = join(folder, 'cryptokey');
      await writeFile(file, `${KEY}\n`);
      const one = await keys(['wrap', '--kms', service, file]);
      expect(one).toMatchObject({ status: 0, out: expect.stringMatching(form), err: expect.stringContaining(KEY_ID) });
      const both = await keys(['wrap', '--kms', service], {}, `${KEY},${one.out}`);
      expect(both.out.trim().split(',')).toEqual([expect.stringMatching(form.source.slice(0, 9)), one.out.trim()]);
      expect(JSON.stringify([one, both])).not.toContain(KEY);
    });
  });

  it('says in one line what is wrong, with the status that fits', async () => {
    const generate = (env: Env) => keys(['generate', '--kms', 'vault'], env);
    const line = (said: RegExp) => expect.stringMatching(new RegExp(`^[^\\n]*${said.source}[^\\n]*\\n$`));
    expect(await generate({ KMS_VAULT_TOKEN: 'wrong' })).toEqual({ status: 78, out: '', err: line(/403/) });
    vault.fault = SEALED;
    expect(await generate({})).toEqual({ status: 69, out: '', err: line(/is sealed/) });
    vault.fault = undefined;
    expect(await generate({ KMS_VAULT_ADDR: `http://127.0.0.1:${await freePort()}` })).toMatchObject({
      status: 69,
      out: '',
    });
    expect(await generate({ KMS_VAULT_ADDR: undefined, KMS_VAULT_TOKEN: undefined })).toMatchObject({
      ...{
        status: 78,
        out: '',
        err: expect.stringMatching(/KMS_VAULT_ADDR: .*\n.*KMS_VAULT_TOKEN: or KMS_VAULT_ROLE/),
      },
    });
    expect(await keys(['generate', '--kms', 'azure'])).toMatchObject({ status: 2, out: '' });
    expect(await keys(['wrap'])).toMatchObject({ status: 2, out: '' });
    const wrong = await keys(['wrap', '--kms', 'vault'], {}, 'no key, but a secret all the same');
    expect(wrong).toMatchObject({ status: 2, out: '' });
    expect(wrong.err).not.toContain('secret');
  });

  describe('as a service', () => {
    let database: TestDatabase;
    let store: TestStore;
    let wrapped: string;
    let cookie: { cookie: string };

    beforeAll(async () => {
      database = await freshSqlite();
      wrapped = (await keys(['wrap', '--kms', 'vault'], {}, KEY)).out.trim();
      store = await startStore({
        databaseUrl: database.url,
        providers: { idp1: {} },
        env: { ...kms, CRYPTOKEY: KEY },
      });
      const person = await signIn(store);
      await connect(store, person, 'idp1');
      cookie = await cookieOf(store, person.browser);
    });

    afterAll(async () => {
      await store.stop();
      await database.drop();
    });

    const whole = async () => readFile(new URL(database.url.replace('sqlite:///', 'file://')));

    it('goes on with what was sealed before the key was wrapped, and needs no rotation', async () => {
      await store.restart({ CRYPTOKEY: wrapped });
      expect((await tokenOf(store, 'idp1')).status).toBe(200);
      expect((await call(`${store.base}/api/whoami`, { headers: cookie })).status).toBe(200);
      const status = await runProgram(store, ['keys', 'status'], { env: { ...kms, CRYPTOKEY: wrapped } });
      expect(status.out).toMatch(new RegExp(`^${KEY_ID} .*seals`));
      expect(store.logged() + status.out).not.toContain(KEY);
      expect((await readdir(store.settings.INSTANCE_PATH)).filter((name) => name.includes('key'))).toEqual([]);
    });

    it('waits while the service is away, says so, and is ready when it is back', async () => {
      await store.pause();
      vault.fault = SEALED;
      await store.restart({ CRYPTOKEY: wrapped });
      for (const path of ['/readyz', '/api/whoami']) {
        const answer = await call(store.base + path, { headers: cookie });
        expectProblem(answer, 503, 'database_unavailable');
        expect(answer.body).toContain('The keys of this store cannot be had');
      }
      expect((await call(`${store.base}/livez`)).status).toBe(200);
      expect(store.logged()).toMatch(
        /"msg":"Vault at [^"]* is sealed, or in maintenance \(503\)\. Trying again every second/,
      );
      const opened = vault.asked.length;
      vault.fault = undefined;
      while ((await call(`${store.base}/readyz`)).status !== 200);
      expect((await tokenOf(store, 'idp1')).status).toBe(200);
      expect(vault.asked.length).toBe(opened + 1);
    });

    it.each([
      ['token', { KMS_VAULT_TOKEN: 'hvs.wrong' }, /403/],
      ['context', { KMS_CONTEXT: 'another-store' }, /KMS_CONTEXT/],
      ['key at all', { CRYPTOKEY: `vault:v1:${'A'.repeat(80)}` }, /not whole/],
    ])('does not start with the wrong %s, and writes nothing', async (_, env, said) => {
      await store.pause();
      const before = await whole();
      const error: unknown = await store.restart({ CRYPTOKEY: wrapped, ...env }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StartupError);
      expect((error as StartupError).message).toMatch(said);
      expect((error as StartupError).message).not.toMatch(/\n|hvs\./);
      expect((await whole()).equals(before)).toBe(true);
    });

    it('gives no key to settings show', async () => {
      const shown = await runProgram(store, ['settings', 'show'], { env: { ...kms, CRYPTOKEY: wrapped } });
      expect(shown.out).toMatch(/^CRYPTOKEY +••••/m);
      expect(shown.out).not.toMatch(/hvs\.|vault:v1/);
    });
  });
});
