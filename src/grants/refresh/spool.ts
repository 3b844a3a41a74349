import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyRing } from '../../crypto/key-ring.ts';
import { newId } from '../../crypto/random.ts';
import { sealedFile } from '../../crypto/sealed-column.ts';
import { keyIdOf } from '../../crypto/sealed-text.ts';
import { errorCode } from '../../problem/errors.ts';
import type { Granted } from '../granted.ts';
import type { Lease, SpentToken } from './refresh.store.ts';

/** An answer that the database could not take yet. */
export interface Answer {
  lease: Lease;
  variant: string;
  granted: Granted;
  spent: SpentToken;
}

const SUFFIX = '.answer';
const placeOf = sealedFile('spool', 'answer');

/**
 * Step 7: answers on this machine's disk, sealed, while the database is away, so that they outlive the process.
 * A file is whole or not there: written aside, flushed, renamed.
 */
export class Spool {
  private readonly directory: string;
  private readonly ring: KeyRing;

  /** @param instancePath `INSTANCE_PATH` */
  constructor(instancePath: string, ring: KeyRing) {
    this.directory = join(instancePath, 'spool');
    this.ring = ring;
  }

  /** Whether an answer could be kept here. @throws the system's error when not */
  async probe(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await unlink(await this.write(`probe-${newId()}`, ''));
  }

  /** @returns the name by which it is removed when the database has it */
  async put(answer: Answer): Promise<string> {
    const name = `${newId()}${SUFFIX}`;
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await this.write(name, this.ring.seal(JSON.stringify(answer), placeOf(name)));
    return name;
  }

  /** What an earlier process left, oldest knowledge included: each is offered to the database by the same statement. */
  async names(): Promise<string[]> {
    const names = await ifThere(readdir(this.directory), []);
    return names.filter((name) => name.endsWith(SUFFIX)).sort();
  }

  /** @returns `undefined` when somebody has removed it  @throws DoesNotOpen */
  async read(name: string): Promise<Answer | undefined> {
    const sealed = await ifThere(readFile(join(this.directory, name), 'utf8'), undefined);
    if (sealed === undefined) return undefined;
    return JSON.parse(this.ring.open(sealed, placeOf(name))) as Answer;
  }

  /** The ids of the keys that what lies here is sealed with: mostly none. @throws the system's error for what cannot be read */
  async keyIds(): Promise<string[]> {
    const sealed = await Promise.all(
      (await this.names()).map((name) => ifThere(readFile(join(this.directory, name), 'utf8'), '')),
    );
    return [...new Set(sealed.map(keyIdOf).filter((id) => id !== undefined))];
  }

  async remove(name: string): Promise<void> {
    await unlink(join(this.directory, name)).catch(() => undefined);
  }

  private async write(name: string, content: string): Promise<string> {
    const path = join(this.directory, name);
    const draft = `${path}.draft`;
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const directory = await open(this.directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return path;
  }
}

/** What is not there holds nothing. What cannot be read may hold a token, and nobody may go on as if it did not. */
async function ifThere<T, U>(read: Promise<T>, otherwise: U): Promise<T | U> {
  return read.catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return otherwise;
    throw error;
  });
}
