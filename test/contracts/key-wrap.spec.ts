import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsKms } from '../../src/kms/aws-kms.ts';
import type { KeyWrap } from '../../src/kms/key-wrap.ts';
import { openKeys } from '../../src/kms/open-keys.ts';
import { VaultTransit } from '../../src/kms/vault.ts';
import { KeysUnavailable, StartupError } from '../../src/problem/problem.ts';
import { kms, type KmsValues } from '../../src/settings/schema/kms.ts';
import { keys } from '../../src/settings/types/key.ts';
import { AWS_CREDENTIALS, AWS_KEY_ID, startAwsKms } from '../support/kms/aws-kms-server.ts';
import type { KmsServer } from '../support/kms/kms-server.ts';
import { SERVICE_ACCOUNT, startVault, VAULT_TOKEN } from '../support/kms/vault-server.ts';
import { freePort } from '../support/ports.ts';

/** Milliseconds; on loopback an answer takes a few. */
const IMPATIENT = 300;

interface Service {
  name: string;
  start: () => Promise<KmsServer>;
  settings: (address: string) => Partial<KmsValues>;
  wrap: (settings: KmsValues) => KeyWrap;
  form: RegExp;
  /** An answer by which the service says that it cannot for now. */
  away: { status: number; body: unknown };
}

const services: Service[] = [
  {
    name: 'Vault',
    start: startVault,
    settings: (KMS_VAULT_ADDR) => ({ KMS_VAULT_ADDR, KMS_VAULT_TOKEN: VAULT_TOKEN }),
    wrap: (settings) => new VaultTransit(settings, [], IMPATIENT),
    form: /^vault:v1:[A-Za-z0-9+/]+=*$/,
    away: { status: 503, body: { errors: ['Vault is sealed'] } },
  },
  {
    name: 'AWS KMS',
    start: startAwsKms,
    settings: (KMS_AWS_ENDPOINT) => ({
      ...{ KMS_AWS_ENDPOINT, KMS_AWS_REGION: 'eu-central-1', KMS_AWS_KEY_ID: AWS_KEY_ID },
    }),
    wrap: (settings) => new AwsKms(settings, undefined, IMPATIENT),
    form: /^aws-kms:[A-Za-z0-9+/]+=*$/,
    away: { status: 500, body: { __type: 'KMSInternalException', message: 'no' } },
  },
];

async function failureOf(promise: Promise<unknown>): Promise<{ error: unknown; line: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const line = error instanceof KeysUnavailable ? error.reason : error instanceof Error ? error.message : '';
  return { error, line };
}

beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = AWS_CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = AWS_CREDENTIALS.secretAccessKey;
});

describe.each(services)('a key wrapped by $name', ({ start, settings, wrap, form, away }) => {
  let server: KmsServer;
  const open: KeyWrap[] = [];
  const key = randomBytes(32);

  beforeAll(async () => {
    server = await start();
  });
  afterEach(async () => {
    server.fault = undefined;
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  afterAll(() => server.close());

  const valuesOf = (changed: Partial<KmsValues> = {}): KmsValues => ({
    ...kms.parse({}),
    ...settings(server.address),
    ...changed,
  });
  const service = (changed?: Partial<KmsValues>): KeyWrap => {
    const one = wrap(valuesOf(changed));
    open.push(one);
    return one;
  };
  /** One line that says it, and gives nothing away. */
  const expectRefused = async (
    promise: Promise<unknown>,
    type: typeof StartupError | typeof KeysUnavailable,
    said: RegExp,
  ) => {
    const { error, line } = await failureOf(promise);
    expect({ line, isOfType: error instanceof type }).toEqual({ line: expect.stringMatching(said), isOfType: true });
    expect(line).toMatch(/^[^\n]{20,300}$/);
    for (const secret of [VAULT_TOKEN, SERVICE_ACCOUNT.jwt, AWS_CREDENTIALS.secretAccessKey, key.toString('base64')]) {
      expect(line).not.toContain(secret);
    }
  };

  it('is opened again, as CRYPTOKEY takes it, and never crosses the wire but to be wrapped', async () => {
    const text = await service().wrap(key);
    expect(text).toMatch(form);
    const [read] = keys.parse(text);
    expect(read).toMatchObject({ text });
    expect(Buffer.from(await service().unwrap(text))).toEqual(key);
    expect(server.asked.at(-1)!.body).not.toContain(key.toString('base64'));
  });

  it('stands among keys in clear, in its place', async () => {
    const plain = randomBytes(32);
    const text = await service().wrap(key);
    const opened = await openKeys(keys.parse(`${plain.toString('hex')},${text},${text}`), valuesOf());
    expect(opened.map((one) => Buffer.from(one))).toEqual([plain, key, key]);
  });

  it('opens in its context only', async () => {
    const text = await service({ KMS_CONTEXT: 'store-a' }).wrap(key);
    expect(Buffer.from(await service({ KMS_CONTEXT: 'store-a' }).unwrap(text))).toEqual(key);
    await expectRefused(service({ KMS_CONTEXT: 'store-b' }).unwrap(text), StartupError, /KMS_CONTEXT/);
  });

  it('that is not whole is refused', async () => {
    const text = await service().wrap(key);
    const cut = text.slice(0, -8) + (text.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA');
    await expectRefused(service().unwrap(cut), StartupError, /not whole/);
  });

  it('of another length is no key', async () => {
    const text = await service().wrap(randomBytes(48));
    await expectRefused(openKeys(keys.parse(text), valuesOf()), StartupError, /48 bytes/);
  });

  it('waits for a service that is away, slow or cannot for now', async () => {
    const text = await service().wrap(key);
    server.fault = away;
    await expectRefused(service().unwrap(text), KeysUnavailable, /sealed|KMSInternalException/);
    server.fault = 'silence';
    await expectRefused(service().unwrap(text), KeysUnavailable, /not answer \(not in time\)/);
    server.fault = undefined;
    expect(Buffer.from(await service().unwrap(text))).toEqual(key);
  });

  it.each([
    ['a page', { status: 200, body: '<html>It works!</html>' }],
    ['nothing', { status: 200, body: '' }],
    ['an empty object', { status: 200, body: {} }],
    ['other members', { status: 200, body: { data: { plaintext: 7 }, Plaintext: null } }],
    ['a page that is not found', { status: 404, body: '<html>Not found</html>' }],
  ])('is not taken from what is no such service: %s', async (_, fault) => {
    const text = await service().wrap(key);
    server.fault = fault;
    await expectRefused(service().unwrap(text), StartupError, /KMS_|404/);
  });
});

describe('Vault', () => {
  let vault: KmsServer;
  let folder: string;
  beforeAll(async () => {
    vault = await startVault();
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-kms-'));
  });
  afterAll(async () => {
    await vault.close();
    await rm(folder, { recursive: true });
  });

  const transit = (changed: Partial<KmsValues>): VaultTransit =>
    new VaultTransit({ ...kms.parse({}), KMS_VAULT_ADDR: vault.address, ...changed });
  const lineOf = async (changed: Partial<KmsValues>): Promise<string> => {
    const { error, line } = await failureOf(transit(changed).wrap(randomBytes(32)));
    expect(error).toBeInstanceOf(StartupError);
    return line;
  };

  it('takes a service account for a token', async () => {
    const KMS_VAULT_JWT_PATH = join(folder, 'jwt');
    await writeFile(KMS_VAULT_JWT_PATH, `${SERVICE_ACCOUNT.jwt}\n`);
    const account = { KMS_VAULT_ROLE: SERVICE_ACCOUNT.role, KMS_VAULT_JWT_PATH };
    expect(await transit(account).wrap(randomBytes(32))).toMatch(/^vault:v1:/);
    expect(await lineOf({ ...account, KMS_VAULT_ROLE: 'other' })).toMatch(/service account.*\(400\)/);
    await writeFile(KMS_VAULT_JWT_PATH, 'eyJ.another');
    expect(await lineOf(account)).toMatch(/service account.*\(403\)/);
    expect(await lineOf({ ...account, KMS_VAULT_JWT_PATH: join(folder, 'none') })).toMatch(/JWT at .*none .*ENOENT/);
  });

  it('says what it refuses, and why that may be', async () => {
    const KMS_VAULT_TOKEN = VAULT_TOKEN;
    expect(await lineOf({ KMS_VAULT_TOKEN: 'hvs.wrong' })).toMatch(
      /refuses the token \(403\).*transit\/encrypt\/tokenstore/,
    );
    expect(await lineOf({ KMS_VAULT_TOKEN, KMS_VAULT_MOUNT: 'other' })).toMatch(/no transit engine at other \(404\)/);
    expect(await lineOf({ KMS_VAULT_TOKEN, KMS_VAULT_KEY: 'other' })).toMatch(/\(400\)/);
  });

  it('is waited for where nobody listens', async () => {
    const KMS_VAULT_ADDR = `http://127.0.0.1:${await freePort()}`;
    const { error, line } = await failureOf(
      transit({ KMS_VAULT_ADDR, KMS_VAULT_TOKEN: VAULT_TOKEN }).wrap(randomBytes(32)),
    );
    expect(error).toBeInstanceOf(KeysUnavailable);
    expect(line).toBe(`Vault at ${KMS_VAULT_ADDR} does not answer (ECONNREFUSED).`);
  });

  it('is told its namespace, and follows no redirect', async () => {
    await transit({ KMS_VAULT_TOKEN: VAULT_TOKEN, KMS_VAULT_NAMESPACE: 'team/a' }).wrap(randomBytes(32));
    expect(vault.asked.at(-1)!.headers['x-vault-namespace']).toBe('team/a');
    vault.fault = { status: 307, body: '', headers: { location: `${vault.address}/elsewhere` } };
    expect(await lineOf({ KMS_VAULT_TOKEN: VAULT_TOKEN })).toContain('307');
    vault.fault = undefined;
  });
});

describe('AWS KMS', () => {
  let aws: KmsServer;
  beforeAll(async () => {
    aws = await startAwsKms();
  });
  afterAll(() => aws.close());

  const settings = (changed: Partial<KmsValues> = {}): KmsValues => ({
    ...kms.parse({}),
    ...{ KMS_AWS_ENDPOINT: aws.address, KMS_AWS_REGION: 'eu-central-1', KMS_AWS_KEY_ID: AWS_KEY_ID },
    ...changed,
  });
  const failed = async (service: AwsKms): Promise<string> => {
    const { error, line } = await failureOf(service.wrap(randomBytes(32)));
    expect(error).toBeInstanceOf(StartupError);
    return line;
  };

  it('says what it refuses, and why that may be', async () => {
    const right = process.env['AWS_SECRET_ACCESS_KEY'];
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong';
    expect(await failed(new AwsKms(settings()))).toMatch(/InvalidSignatureException.*secret access key/);
    process.env['AWS_SECRET_ACCESS_KEY'] = right;
    expect(await failed(new AwsKms(settings({ KMS_AWS_KEY_ID: 'alias/none' })))).toMatch(
      /NotFoundException.*no such key/,
    );
    expect(await failed(new AwsKms(settings({ KMS_AWS_KEY_ID: undefined })))).toContain('KMS_AWS_KEY_ID');
    aws.fault = { status: 400, body: { __type: 'Nonsense\r\nInjected: yes', message: 'x' } };
    expect(await failed(new AwsKms(settings()))).toMatch(/^[^\n\r]*status 400[^\n\r]*$/);
    aws.fault = undefined;
  });

  it('opens by no other key than the one that is named', async () => {
    const text = await new AwsKms(settings()).wrap(randomBytes(32));
    const { error, line } = await failureOf(new AwsKms(settings({ KMS_AWS_KEY_ID: 'alias/none' })).unwrap(text));
    expect(error).toBeInstanceOf(StartupError);
    expect(line).toMatch(/IncorrectKeyException/);
  });

  it('says which package is missing', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    const line = await failed(new AwsKms(settings(), () => Promise.reject(missing)));
    expect(line).toMatch(/npm install @aws-sdk\/client-kms/);
  });
});
