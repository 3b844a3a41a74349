import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../src/database/connection.ts';
import { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { schema } from '../../src/schema.ts';
import { connect } from '../contracts/opened.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { differences } from './doctor.ts';

const names = schema.migrations.map(({ name }) => name);

describe.each(databases)('five that migrate together on $name', ({ name: dialect, fresh }) => {
  let server: TestDatabase;
  const connections: Connection[] = [];
  beforeEach(async () => {
    server = await fresh();
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await server.drop();
  });

  const five = async (inSchema = 'public'): Promise<Connection[]> => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => connect(server.url, schema, inSchema)));
    connections.push(...opened);
    return opened;
  };
  const history = async (connection: Connection): Promise<string[]> =>
    (await connection.read<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

  it.each(dialect === 'postgres' ? ['public', 'made_just_now'] : ['public'])(
    'all succeed, and one does it, in schema %s',
    async (inSchema) => {
      const together = await five(inSchema);
      const ran = await Promise.all(together.map((connection) => migrate(connection, inSchema)));

      expect(ran.filter((applied) => applied.length > 0)).toEqual([names]);
      expect(await history(together[0]!)).toEqual(names);
      expect(await differences(together[4]!)).toEqual([]);
    },
  );

  it('start as one process does, and each is open at once', async () => {
    const ran: string[] = [];
    const away: unknown[] = [];
    const replicas = Array.from(
      { length: 5 },
      () => new Database({ connect: () => connect(server.url), schema: 'public', migrate: true }),
    );
    await Promise.all(
      replicas.map((replica) =>
        replica.open({
          beforeMigrations: async (connection) => {
            await connection.hasTable('key_rings');
          },
          afterMigrations: async (connection) => {
            await connection.write(`INSERT INTO key_rings (key_id, canary, created_at) VALUES ('k', 'c', 1)
                                    ON CONFLICT DO NOTHING RETURNING key_id`);
          },
          onMigrated: (applied) => ran.push(...applied),
          onAway: (error) => away.push(error.cause),
          onRefused: () => undefined,
        }),
      ),
    );

    expect(away).toEqual([]);
    expect(ran).toEqual(names);
    for (const replica of replicas) expect(await replica.read('SELECT key_id FROM key_rings')).toHaveLength(1);
    await Promise.all(replicas.map((replica) => replica.close()));
  });
});
