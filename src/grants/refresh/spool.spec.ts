import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../crypto/key-ring.ts';
import { SealingKey } from '../../crypto/sealing-key.ts';
import { Spool } from './spool.ts';

describe('the spool', () => {
  let instance: string;
  const ring = new KeyRing([new SealingKey(Buffer.alloc(32, 1))]);

  beforeEach(async () => {
    instance = await mkdtemp(join(tmpdir(), 'tokenstore-test-'));
  });

  afterEach(() => rm(instance, { recursive: true, force: true }));

  it('holds nothing where there is none', async () => {
    const spool = new Spool(instance, ring);
    expect([await spool.names(), await spool.keyIds()]).toEqual([[], []]);
    await writeFile(join(instance, 'spool'), '');
    expect([await spool.names(), await spool.keyIds()]).toEqual([[], []]);
  });

  it('does not pass over what it cannot read: the key of a token that lies there must not go', async () => {
    // Root reads files whatever their mode: a directory in a file's place cannot be read by anybody.
    await mkdir(join(instance, 'spool', 'x.answer'), { recursive: true });
    await expect(new Spool(instance, ring).keyIds()).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
