import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../problem/errors.ts';
import { StartupError } from '../problem/problem.ts';
import { newId } from './random.ts';
import { newKeyText } from './sealing-key.ts';

const FILE = 'cryptokey';
const KEY = /^[0-9a-f]{64}$/i;

/** Where a single machine keeps the key that was generated for it. */
export function instanceKeyPath(instancePath: string): string {
  return join(instancePath, FILE);
}

/** The key kept in `INSTANCE_PATH`, if there is one. @throws StartupError when the file holds no key */
export async function readInstanceKey(instancePath: string): Promise<Uint8Array | undefined> {
  const path = instanceKeyPath(instancePath);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new StartupError(`The key file ${path} cannot be read: ${String(error)}`);
  }
  const digits = content.trim();
  // Node would stop at the first character that is no hex digit, and take what stands before.
  if (!KEY.test(digits)) throw new StartupError(`The key file ${path} does not hold a key of 64 hex digits.`);
  return Buffer.from(digits, 'hex');
}

/**
 * Generates the key of this machine, durable and readable by its owner only, before anything is sealed with it.
 * Of two processes that start together, one's key stays and both use it.
 */
export async function createInstanceKey(instancePath: string): Promise<Uint8Array> {
  const path = instanceKeyPath(instancePath);
  await mkdir(instancePath, { recursive: true, mode: 0o700 });
  const draft = `${path}.${newId()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${newKeyText()}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  await syncDirectory(instancePath);
  const kept = await readInstanceKey(instancePath);
  if (kept === undefined) throw new StartupError(`The key file ${path} vanished.`);
  return kept;
}

/** The file's name must outlive a loss of power too: what was sealed with a key that is gone is gone. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
