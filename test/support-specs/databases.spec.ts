import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { databases, freshPostgres, freshSqlite } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const hasPostgres = databases.some(({ name }) => name === 'postgres');
const describePostgres = hasPostgres ? describe : describe.skip;

describe('a fresh SQLite database', () => {
  it('has a path of its own, and a URL with four slashes', async () => {
    const [one, other] = await Promise.all([freshSqlite(), freshSqlite()]);

    expect(one.url).toBe(`sqlite:///${one.path}`);
    expect(one.url).toMatch(/^sqlite:\/\/\/\//);
    expect(one.path).not.toBe(other.path);

    await Promise.all([one.drop(), other.drop()]);
    await expect(access(one.path)).rejects.toThrow('ENOENT');
  });
});

describePostgres('a fresh PostgreSQL database', () => {
  it('is apart from others made at the same time', async () => {
    const [one, other] = await Promise.all([freshPostgres(), freshPostgres()]);

    await ask(one.url, 'CREATE TABLE thing (id int)');

    await expect(ask(other.url, 'SELECT * FROM thing')).rejects.toThrow('does not exist');
    await Promise.all([one.drop(), other.drop()]);
  });

  it('is dropped with connections open', async () => {
    const database = await freshPostgres();
    const client = new Client(database.url);
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();

    await database.drop();

    await cut;
    await expect(ask(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describePostgres('a database behind a proxy', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;

  beforeAll(async () => {
    database = await freshPostgres();
    const { port, hostname } = new URL(database.url);
    proxy = await startProxy(Number(port), hostname);
  });

  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });

  it('can be taken away and brought back', async () => {
    const url = proxy.through(database.url);
    const client = new Client(url);
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    expect(proxy.connections).toBe(1);

    await proxy.pause();
    await cut;
    await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    expect(proxy.connections).toBe(0);

    await proxy.resume();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
