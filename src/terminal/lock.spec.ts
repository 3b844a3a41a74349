import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from './lock.ts';

/** More than any system has. */
const NO_PROCESS = 2 ** 30;

describe('a lock', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const soon = () => new Promise<void>((resolve) => void setImmediate(resolve));
  const locked = (work: () => Promise<unknown>) => withLock(path, soon, work);

  it('is held by one at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      inside += 1;
      most.push(inside);
      await soon();
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => locked(work)));
    expect(most).toEqual(Array(20).fill(1));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is given back by work that fails', async () => {
    await expect(locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locked(() => Promise.resolve('yes'))).toBe('yes');
  });

  it('of a process that is gone is taken over, by one of many', async () => {
    await writeFile(path, `${NO_PROCESS} ${hostname()} x`);
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await soon();
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => locked(work)));
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a process that lives is waited for, and not for ever', async () => {
    const held = `${process.pid} ${hostname()} x`;
    await writeFile(path, held);
    let waited = 0;
    const wait = (milliseconds: number) => Promise.resolve(void (waited += milliseconds));
    await expect(withLock(path, wait, soon)).rejects.toMatchObject({ name: 'Refusal', status: 69 });
    expect(waited).toBe(60_000);
    const release = (milliseconds: number) => rm(path).then(() => expect(milliseconds).toBe(100));
    expect(await withLock(path, release, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('of another machine is taken over once it is old', async () => {
    await writeFile(path, `${NO_PROCESS} elsewhere x`);
    await expect(withLock(path, () => Promise.resolve(), soon)).rejects.toMatchObject({ status: 69 });
    const old = Date.now() / 1000 - 121;
    await utimes(path, old, old);
    expect(await locked(() => Promise.resolve('yes'))).toBe('yes');
  });
});
