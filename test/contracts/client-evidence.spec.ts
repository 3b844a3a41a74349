import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import { Clock } from '../../src/database/clock.ts';
import type { Database } from '../../src/database/database.ts';
import { ClientEvidence } from '../../src/providers/client-evidence.ts';
import { databases } from '../support/databases.ts';
import { connect, notYetOpen, openFresh, theRow, type Opened } from './opened.ts';

const MINUTE = 60_000;

class SetClock extends Clock {
  at = 1_000;
  override monotonic(): number {
    return this.at;
  }
}

describe.each(databases)('ClientEvidence on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
  });
  afterAll(() => opened.close());

  const age = (provider: string, by: number) =>
    database.write('UPDATE client_evidence SET taken_at = taken_at - $2 WHERE provider = $1 RETURNING provider', [
      provider,
      by,
    ]);
  const takenAt = async (provider: string): Promise<number> => {
    const sql = 'SELECT taken_at FROM client_evidence WHERE provider = $1';
    return (await theRow<{ taken_at: number }>(database, sql, [provider])).taken_at;
  };

  it('remembers, for every replica, which credentials a provider took', async () => {
    const provider = newId();
    await new ClientEvidence(database, new Clock()).taken(provider, 'id:secret');
    const elsewhere = new ClientEvidence(await opened.again(), new Clock());

    expect(await elsewhere.wasTaken(provider, 'id:secret')).toBe(true);
    expect(await elsewhere.wasTaken(provider, 'id:other')).toBe(false);
    expect(await elsewhere.wasTaken(newId(), 'id:secret')).toBe(false);
  });

  it('proves nothing after ten minutes', async () => {
    const provider = newId();
    const evidence = new ClientEvidence(database, new Clock());
    await evidence.taken(provider, 'id:secret');
    await age(provider, 9 * MINUTE);
    expect(await evidence.wasTaken(provider, 'id:secret')).toBe(true);

    await age(provider, MINUTE);
    expect(await evidence.wasTaken(provider, 'id:secret')).toBe(false);
  });

  it('is written anew, once a minute', async () => {
    const provider = newId();
    const clock = new SetClock();
    const evidence = new ClientEvidence(database, clock);
    await evidence.taken(provider, 'id:secret');
    await age(provider, 5 * MINUTE);
    const first = await takenAt(provider);
    clock.at += MINUTE - 1;
    await evidence.taken(provider, 'id:secret');
    expect(await takenAt(provider)).toBe(first);

    clock.at += 1;
    await evidence.taken(provider, 'id:secret');
    expect(await takenAt(provider)).toBeGreaterThan(first);
  });

  it('keeps no credentials in clear', async () => {
    const provider = newId();
    await new ClientEvidence(database, new Clock()).taken(provider, 'id:a-secret-of-note');
    const row = await theRow(database, 'SELECT * FROM client_evidence WHERE provider = $1', [provider]);

    expect(JSON.stringify(row)).not.toContain('a-secret-of-note');
  });

  it('does without while the database is away, and catches up at the next time', async () => {
    const provider = newId();
    const { replica, open } = notYetOpen(() => connect(opened.url));
    const evidence = new ClientEvidence(replica, new SetClock());
    await evidence.taken(provider, 'id:secret');
    await open();
    expect(await evidence.wasTaken(provider, 'id:secret')).toBe(false);

    await evidence.taken(provider, 'id:secret');
    expect(await evidence.wasTaken(provider, 'id:secret')).toBe(true);
    await replica.close();
  });
});
