import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { newKeyText, SealingKey } from '../crypto/sealing-key.ts';
import { keyWrap } from '../kms/open-keys.ts';
import type { KeyWrap } from '../kms/key-wrap.ts';
import { errorCode } from '../problem/errors.ts';
import { StartupError } from '../problem/problem.ts';
import { loadKmsSettings } from '../settings/load.ts';
import { isWrapped, keys, type Kms } from '../settings/types/key.ts';
import { say, sayBeside } from './say.ts';
import { UsageError } from './usage-error.ts';

export interface WrapFlags {
  kms: Kms;
}

export type GenerateFlags = Partial<WrapFlags>;

/** `tokenstore keys generate`: needs neither settings nor a database, and `--kms` only those of the service. */
export async function generateKey({ kms }: GenerateFlags): Promise<void> {
  const key = newKeyText();
  say(kms === undefined ? key : await withService(kms, (service) => wrapped(service, Buffer.from(key, 'hex'))));
  sayBeside(
    'Put it in front of the old key in CRYPTOKEY (new,old), on every replica, and restart\n' +
      'them one after the other. Then: tokenstore keys rotate (docs/key-rotation.md).',
  );
}

/** `tokenstore keys wrap`: the same keys, under the same ids, as the settings may hold them from now on. */
export async function wrapKeys(file: string | undefined, { kms }: WrapFlags): Promise<void> {
  const given = await givenKeys(file);
  const texts = await withService(kms, async (service) => {
    const done: string[] = [];
    for (const key of given) done.push(isWrapped(key) ? key.text : await wrapped(service, key));
    return done;
  });
  say(texts.join(','));
  for (const key of given) {
    if (!isWrapped(key)) sayBeside(`Key ${new SealingKey(key).id} is wrapped; it is the same key, under the same id.`);
  }
  sayBeside(
    'Put this in place of it in CRYPTOKEY. Keep the key itself in a safe place for as long as there are backups.',
  );
}

/** @throws SettingsError, KeysUnavailable, StartupError */
async function withService<T>(kms: Kms, work: (service: KeyWrap) => Promise<T>): Promise<T> {
  const service = await keyWrap(kms, await loadKmsSettings({ env: process.env }, kms));
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

/** It is opened once before anybody relies on it. */
async function wrapped(service: KeyWrap, key: Uint8Array): Promise<string> {
  const text = await service.wrap(key);
  if (Buffer.compare(await service.unwrap(text), key) === 0) return text;
  throw new StartupError('The service opens what it wrapped as something else: nothing of it may be used.');
}

/** @throws UsageError, in words that have nothing of what was read in them */
async function givenKeys(file: string | undefined) {
  const read = keys.safeParse((await contentOf(file)).trim());
  if (read.success) return read.data;
  throw new UsageError(`${file ?? 'What came in'} holds no list of keys as CRYPTOKEY takes it.`);
}

async function contentOf(file: string | undefined): Promise<string> {
  if (file === undefined) return textOf(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${errorCode(error) ?? 'error'}).`);
  }
}
