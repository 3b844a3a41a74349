import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../database/clock.ts';
import type { Connection, Schema } from '../database/connection.ts';
import { migrate } from '../database/migrate.ts';
import { PostgresConnection } from '../database/postgres-connection.ts';
import { SqliteConnection } from '../database/sqlite-connection.ts';
import { StartupError } from '../problem/problem.ts';
import { kms } from '../settings/schema/kms.ts';
import { sqlitePath } from '../settings/types/database-url.ts';
import { FirstTables1795000000000 } from '../../migrations/1795000000000-first-tables.ts';
import { databases, type TestDatabase } from '../../test/support/databases.ts';
import { hasCanaries, placeCanary, verifyCanaries } from './canaries.ts';
import { createInstanceKey, instanceKeyPath, readInstanceKey } from './instance-key.ts';
import { KeyRingEntity } from './key-ring.entity.ts';
import { KeyRing } from './key-ring.ts';
import { SealingKey } from './sealing-key.ts';
import { unlock, type KeySettings } from './unlock.ts';

const schema: Schema = { entities: [KeyRingEntity], migrations: [FirstTables1795000000000] };

const newKey = (): SealingKey => new SealingKey(randomBytes(32));

describe.each(databases)('unlocking a database on $name', ({ fresh }) => {
  let server: TestDatabase;
  let connection: Connection;
  let home: string;
  let instancePath: string;
  beforeEach(async () => {
    server = await fresh();
    const path = sqlitePath(server.url);
    connection =
      path === undefined
        ? await PostgresConnection.open({ url: server.url, schema: 'public', poolSize: 2 }, schema)
        : await SqliteConnection.open(path, schema, new Clock());
    home = await mkdtemp(join(tmpdir(), 'tokenstore-unlock-'));
    instancePath = join(home, 'instance');
  });
  afterEach(async () => {
    await connection.close();
    await server.drop();
    await rm(home, { recursive: true, force: true });
  });

  const settings = (): KeySettings => ({ ...kms.parse({}), INSTANCE_PATH: instancePath });

  /** As start-up does it, for a ring whose keys may all seal. */
  async function start(ring: KeyRing): Promise<string | undefined> {
    const generated = await unlock(connection, ring, settings());
    await migrate(connection, 'public');
    await connection.transaction(async (statements) => {
      for (const key of ring.keys) await placeCanary(statements, connection, ring, key);
    });
    return generated;
  }
  /** Every row of every table, and every file. */
  const dump = async (): Promise<unknown> => {
    const sql = {
      sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
      postgres: `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    };
    const rows: Record<string, unknown> = {};
    for (const { name } of await connection.read<{ name: string }>(sql[connection.dialect])) {
      rows[name] = await connection.read(`SELECT * FROM ${name} ORDER BY 1`);
    }
    return { rows, files: await readdir(home, { recursive: true }) };
  };
  const refusal = async (ring: KeyRing): Promise<string> => {
    const error: unknown = await unlock(connection, ring, settings()).catch((e: unknown) => e);
    if (!(error instanceof StartupError)) throw new Error('it was not refused', { cause: error });
    return error.message;
  };

  it('places a canary for each key, once', async () => {
    const [one, other] = [newKey(), newKey()];
    expect(await hasCanaries(connection)).toBe(false);
    await start(new KeyRing([one]));
    const before = await connection.read('SELECT * FROM key_rings');
    await start(new KeyRing([other, one]));

    const after = await connection.read<{ key_id: string }>('SELECT * FROM key_rings ORDER BY created_at, key_id');
    expect(after.map(({ key_id }) => key_id).sort()).toEqual([one.id, other.id].sort());
    expect(after).toEqual(expect.arrayContaining(before));
    expect(await hasCanaries(connection)).toBe(true);
  });

  it('is possible with the right key in any place of the ring, and generates none', async () => {
    const [one, other] = [newKey(), newKey()];
    await start(new KeyRing([one]));

    expect(await start(new KeyRing([other, one]))).toBeUndefined();
    expect(await start(new KeyRing([one, other]))).toBeUndefined();
    expect(await readdir(home)).toEqual([]);
  });

  it('is refused with a wrong key, in one line, and nothing is written', async () => {
    const [right, wrong] = [newKey(), newKey()];
    await start(new KeyRing([right]));
    const before = await dump();
    expect(before).toHaveProperty('rows.key_rings', [expect.objectContaining({ key_id: right.id })]);

    const message = await refusal(new KeyRing([wrong]));
    expect(message).toMatch(/^.*CRYPTOKEY.*$/);
    expect(message).toContain(right.id);
    expect(message).toContain(wrong.id);
    expect(await dump()).toEqual(before);
  });

  it('writes nothing to a database that is empty', async () => {
    await unlock(connection, new KeyRing([newKey()]), settings());

    expect(await dump()).toEqual({ rows: {}, files: [] });
  });

  it('is refused when one of two keys is missing', async () => {
    const [one, other] = [newKey(), newKey()];
    await start(new KeyRing([one, other]));

    expect(await refusal(new KeyRing([one]))).toContain(other.id);
    expect(await refusal(new KeyRing([other]))).toContain(one.id);
  });

  it('is refused when a canary was changed or moved', async () => {
    const [one, other] = [newKey(), newKey()];
    const ring = new KeyRing([one, other]);
    await start(ring);
    await connection.write(
      `UPDATE key_rings SET canary = (SELECT k.canary FROM key_rings k WHERE k.key_id = $2) WHERE key_id = $1 RETURNING key_id`,
      [one.id, other.id],
    );

    await expect(verifyCanaries(connection, ring)).rejects.toBeInstanceOf(StartupError);
  });

  it('keeps the key out of what it says', async () => {
    const [right, wrong] = [randomBytes(32), randomBytes(32)];
    await start(new KeyRing([new SealingKey(right)]));
    const message = await refusal(new KeyRing([new SealingKey(wrong)]));

    for (const secret of [right, wrong]) {
      expect(message).not.toContain(secret.toString('hex'));
      expect(message).not.toContain(secret.toString('base64url'));
    }
  });

  describe('without CRYPTOKEY', () => {
    it('generates a key for its owner only, tells of it, and finds it again', async () => {
      const ring = new KeyRing([]);
      const path = await start(ring);

      expect(path).toBe(instanceKeyPath(instancePath));
      expect(await readFile(path!, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
      expect((await stat(path!)).mode & 0o777).toBe(0o600);
      expect((await stat(instancePath)).mode & 0o777).toBe(0o700);
      expect(await readdir(instancePath)).toEqual(['cryptokey']);
      const again = new KeyRing([]);
      expect(await start(again)).toBeUndefined();
      expect(again.sealing.id).toBe(ring.sealing.id);
    });

    it('of two at once both use the one key that stays', async () => {
      const rings = Array.from({ length: 8 }, () => new KeyRing([]));
      await Promise.all(rings.map((ring) => unlock(connection, ring, settings())));

      const kept = new SealingKey((await readInstanceKey(instancePath))!);
      expect(new Set(rings.map((ring) => ring.sealing.id))).toEqual(new Set([kept.id]));
      expect(await readdir(instancePath)).toEqual(['cryptokey']);
    });

    it('is refused when values are sealed and the key file is gone, and makes no new one', async () => {
      const path = await start(new KeyRing([]));
      await rm(path!);
      const before = await dump();

      expect(await refusal(new KeyRing([]))).toMatch(/^.*key file .*cryptokey is gone.*$/);
      expect(await dump()).toEqual(before);
    });

    it('is refused when the key file is of another machine', async () => {
      await start(new KeyRing([]));
      await rm(instancePath, { recursive: true });
      await createInstanceKey(instancePath);

      expect(await refusal(new KeyRing([]))).toMatch(/^This database holds values sealed with key/);
    });
  });
});

describe('the key file', () => {
  let instancePath: string;
  beforeEach(async () => {
    instancePath = await mkdtemp(join(tmpdir(), 'tokenstore-key-'));
  });
  afterEach(() => rm(instancePath, { recursive: true, force: true }));

  const key = 'a1'.repeat(32);
  const write = (content: string) => writeFile(instanceKeyPath(instancePath), content);

  it('is read as written, whatever white space is around', async () => {
    expect(await readInstanceKey(instancePath)).toBeUndefined();
    for (const content of [key, `${key}\n`, ` ${key.toUpperCase()}\r\n`]) {
      await write(content);
      expect(await readInstanceKey(instancePath)).toEqual(Buffer.from(key, 'hex'));
    }
  });

  it.each([
    ['empty', ''],
    ['cut short', key.slice(2)],
    ['too long', `${key}a1`],
    ['of half a byte more', `${key}a`],
    ['followed by something else', `${key}\n${key}\n`],
    ['no hex', 'z'.repeat(64)],
  ])('is refused when it is %s, in one line that does not show it', async (_case, content) => {
    await write(content);
    const error: unknown = await readInstanceKey(instancePath).catch((e: unknown) => e);

    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/^The key file .* does not hold a key of 64 hex digits\.$/);
    expect((error as Error).message).not.toContain(key.slice(0, 20));
  });

  it('is never overwritten', async () => {
    await write(key);

    expect(await createInstanceKey(instancePath)).toEqual(Buffer.from(key, 'hex'));
    expect(await readFile(instanceKeyPath(instancePath), 'utf8')).toBe(key);
    expect(await readdir(instancePath)).toEqual(['cryptokey']);
  });

  it('that cannot be read is no reason for a new one', async () => {
    await mkdir(instanceKeyPath(instancePath));

    await expect(readInstanceKey(instancePath)).rejects.toBeInstanceOf(StartupError);
  });

  it('lies in a directory that need not be ours alone', async () => {
    await chmod(instancePath, 0o755);
    await createInstanceKey(instancePath);

    expect((await stat(instanceKeyPath(instancePath))).mode & 0o777).toBe(0o600);
  });
});
