import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ResourceStore } from '../../examples/resource-api/resource/resource.store.ts';
import plugin from '../../examples/resource-api/plugin.ts';
import type { Connection, Schema } from '../../src/database/connection.ts';
import { Database } from '../../src/database/database.ts';
import { migrate, pendingMigrations, revertLast, revision } from '../../src/database/migrate.ts';
import { schema, schemaWith } from '../../src/schema.ts';
import { differences } from '../migrations/doctor.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { addUser, connect, openDatabase } from './opened.ts';

const MIGRATION = 'resource-api:Resources1796300000000';
const whole = schemaWith([plugin]);

describe.each(databases)('what a plugin keeps, on $name', ({ fresh }) => {
  let server: TestDatabase;
  const open: (Connection | Database)[] = [];

  beforeEach(async () => {
    server = await fresh();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await server.drop();
  });

  async function connected(tables: Schema): Promise<Connection> {
    const connection = await connect(server.url, tables);
    open.push(connection);
    return connection;
  }

  it('is made and taken away as the store’s own, and its entities say the same', async () => {
    const connection = await connected(whole);
    expect(await pendingMigrations(connection)).toContain(MIGRATION);

    expect((await migrate(connection, 'public')).at(-1)).toBe(MIGRATION);
    expect(await differences(connection)).toEqual([]);
    expect(await revision(connection)).toBe(MIGRATION);
    expect(await revertLast(connection, 'public')).toBe(MIGRATION);
    expect(await connection.hasTable('resource_api_resources')).toBe(false);
    expect(await pendingMigrations(connection)).toEqual([MIGRATION]);
  });

  it('stays when the plugin is gone, and the store starts', async () => {
    await migrate(await connected(whole), 'public');
    const without = await connected(schema);

    expect(await pendingMigrations(without)).toEqual([]);
    expect(await migrate(without, 'public')).toEqual([]);
    expect(await without.hasTable('resource_api_resources')).toBe(true);
    expect(await pendingMigrations(await connected(whole))).toEqual([]);
  });

  it('comes to a store that has long been there', async () => {
    await migrate(await connected(schema), 'public');

    expect(await migrate(await connected(whole), 'public')).toEqual([MIGRATION]);
  });

  it('is listed page by page, each to its owner', async () => {
    const database = await openDatabase(() => connect(server.url, whole));
    open.push(database);
    const store = new ResourceStore(database);
    const [ann, bo] = [await addUser(database), await addUser(database)];
    const always = { opensAt: null, closesAt: null };
    const names = ['a', 'b', 'c'];
    for (const name of names) await store.create(ann, { name, ...always });
    const other = await store.create(bo, { name: 'a', opensAt: 1, closesAt: 2 });

    const first = await store.list(ann, { limit: 2, after: undefined });
    const rest = await store.list(ann, { limit: 2, after: first.next });

    expect([...first.items, ...rest.items].map(({ name }) => name).sort()).toEqual(names);
    expect(rest.next).toBeUndefined();
    expect(await store.get(bo, other.id)).toEqual({ ...other, opensAt: 1, closesAt: 2 });
    await expect(store.get(ann, other.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.create(ann, { name: 'a', ...always })).rejects.toMatchObject({ code: 'resource.exists' });
    await store.remove(bo, other.id);
    await expect(store.get(bo, other.id)).rejects.toMatchObject({ code: 'resource.gone', status: 410 });
    expect((await store.create(bo, { name: 'a', ...always })).id).not.toBe(other.id);
  });
});
