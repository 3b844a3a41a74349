import { readFile } from 'node:fs/promises';
import { StartupError } from '../problem/problem.ts';
import type { KmsValues } from '../settings/schema/kms.ts';
import type { Settings } from '../settings/settings.ts';
import { isWrapped, type Kms, type KeyText } from '../settings/types/key.ts';
import { AwsKms } from './aws-kms.ts';
import type { KeyWrap } from './key-wrap.ts';
import { VaultTransit } from './vault.ts';

const KEY_BYTES = 32;

/** What is needed to open keys. */
export type KmsSettings = KmsValues & Pick<Settings, 'CA_CERTS'>;

/**
 * The keys of `CRYPTOKEY` in clear, in their order. Wrapped ones are opened by their service, and written nowhere.
 * @throws KeysUnavailable while a service is away, StartupError where it refuses
 */
export async function openKeys(keys: readonly KeyText[], settings: KmsSettings): Promise<Uint8Array[]> {
  const services = new Map<Kms, KeyWrap>();
  const opened: Uint8Array[] = [];
  try {
    for (const key of keys) {
      if (!isWrapped(key)) {
        opened.push(key);
        continue;
      }
      const service = services.get(key.kms) ?? (await keyWrap(key.kms, settings));
      services.set(key.kms, service);
      opened.push(whole(await service.unwrap(key.text)));
    }
    return opened;
  } finally {
    await Promise.all([...services.values()].map((service) => service.close()));
  }
}

/** The service of that name, as the settings describe it. */
export async function keyWrap(kms: Kms, settings: KmsSettings): Promise<KeyWrap> {
  const { CA_CERTS } = settings;
  if (kms === 'aws') return new AwsKms(settings);
  return new VaultTransit(settings, CA_CERTS === undefined ? [] : [await readFile(CA_CERTS, 'utf8')]);
}

/** Whoever wrapped a text in place of a key is told so; what it was is not. */
function whole(key: Uint8Array): Uint8Array {
  if (key.length === KEY_BYTES) return key;
  throw new StartupError(`A wrapped key of CRYPTOKEY holds ${key.length} bytes, and a key has ${KEY_BYTES}.`);
}
