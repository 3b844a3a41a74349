import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../database/clock.ts';
import { capturingLog } from '../../../test/support/store.ts';
import { HtpasswdFile } from './htpasswd-file.ts';

const TAIL = 'usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi';
const HASH = `$2y$07$${TAIL}`;
const OTHER = `$2b$05$${TAIL}`;

class SetClock extends Clock {
  at = 0;

  override monotonic(): number {
    return this.at;
  }
}

describe('HtpasswdFile', () => {
  let directory: string;
  let path: string;
  let clock: SetClock;
  let logged: () => string;
  let file: HtpasswdFile;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tokenstore-htpasswd-'));
    path = join(directory, 'htpasswd');
    clock = new SetClock();
    const capturing = capturingLog();
    logged = capturing.text;
    file = new HtpasswdFile(path, clock, capturing.log);
  });

  afterEach(() => rm(directory, { recursive: true }));

  const warnings = () =>
    logged()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  const hashOf = async (name: string) => (await file.find(name)).passwordHash;

  it('knows names with bcrypt hashes, whatever stands around them', async () => {
    await writeFile(path, `\uFEFF# people\r\n\r\nann:${HASH}\r\n  bob : ${OTHER} \nünï:${HASH}:Full Name\n`);
    expect(await hashOf('ann')).toBe(HASH);
    expect(await hashOf('bob')).toBe(OTHER);
    expect(await hashOf('ünï')).toBe(HASH);
    expect(await hashOf('Ann')).toBeUndefined();
    expect(await hashOf('')).toBeUndefined();
    expect(await hashOf('constructor')).toBeUndefined();
    expect((await file.find('nobody')).usualCost).toBe(7);
    expect(warnings()).toEqual([]);
  });

  it('warns once of lines that are none, by their numbers, and passes over them', async () => {
    const bad = ['plain', 'md5:$apr1$x$y', 'sha:{SHA}secret', `:${HASH}`, `slow:$2y$31$${TAIL}`, `ann:${OTHER}`];
    await writeFile(path, [`ann:${HASH}`, ...bad].join('\n'));
    expect(await hashOf('ann')).toBe(HASH);
    expect(await hashOf('md5')).toBeUndefined();
    expect(await hashOf('slow')).toBeUndefined();
    expect(warnings()).toEqual([expect.objectContaining({ lines: [2, 3, 4, 5, 6, 7] })]);
    expect(logged()).not.toMatch(/secret|\$2/);
  });

  it('is read anew when it changes, looked at once a second', async () => {
    await writeFile(path, `ann:${HASH}`);
    expect(await hashOf('ann')).toBe(HASH);
    await writeFile(`${path}.new`, `bob:${OTHER}`);
    await rename(`${path}.new`, path);
    clock.at = 999;
    expect(await hashOf('ann')).toBe(HASH);
    clock.at = 1000;
    expect(await hashOf('ann')).toBeUndefined();
    expect(await hashOf('bob')).toBe(OTHER);
  });

  it('lets nobody in while it cannot be read, and says so once', async () => {
    await writeFile(path, `ann:${HASH}`);
    expect(await hashOf('ann')).toBe(HASH);
    await rm(path);
    for (const at of [1000, 2000]) {
      clock.at = at;
      expect(await hashOf('ann')).toBeUndefined();
    }
    expect(warnings()).toHaveLength(1);
    await writeFile(path, `ann:${HASH}`);
    clock.at = 3000;
    expect(await hashOf('ann')).toBe(HASH);
  });
});
