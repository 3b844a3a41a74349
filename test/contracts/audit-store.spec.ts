import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditLog, type AuditEvent } from '../../src/audit/audit-log.ts';
import { AuditRetention } from '../../src/audit/audit-retention.ts';
import { AuditStore, type AuditFilter, type AuditRow } from '../../src/audit/audit.store.ts';
import { AuditWriter } from '../../src/audit/audit-writer.ts';
import { newId } from '../../src/crypto/random.ts';
import { Clock } from '../../src/database/clock.ts';
import type { Database } from '../../src/database/database.ts';
import type { Cursor } from '../../src/database/page.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { UserPrincipal } from '../../src/principal/principal.ts';
import { databases } from '../support/databases.ts';
import { capturingLog } from '../support/store.ts';
import { connect, notYetOpen, nowOf, openFresh, type Opened } from './opened.ts';

const DAY = 86_400_000;

function row(changes: Partial<AuditRow> = {}): AuditRow {
  return {
    id: newId(),
    at: 1_700_000_000_000,
    action: 'token',
    outcome: 'given',
    actor_kind: 'user',
    actor_id: 'ann',
    via: 'api-key',
    key_id: 'key',
    user_id: 'ann',
    provider: 'idp1',
    grant_id: 'grant',
    subject: 'subject',
    scope: 'openid',
    request_id: 'request',
    address: '192.0.2.1',
    ...changes,
  };
}

function caller(userId: string): UserPrincipal {
  return {
    kind: 'user',
    ...{ userId, subject: userId, name: null, email: null, emailVerified: null },
    ...{ roles: [], scopes: [], providers: undefined, claims: {} },
    ...{ via: 'bearer', origin: { id: 'r1', address: '2001:db8::1' } },
  };
}

/** Every page of a list, one item a page. */
async function walk(store: AuditStore, filter: AuditFilter, limit = 1): Promise<AuditRow[]> {
  const found: AuditRow[] = [];
  for (let after: Cursor | undefined, pages = 0; pages < 50; pages += 1) {
    const page = await store.list(filter, { limit, after });
    found.push(...page.items);
    if (page.next === undefined) return found;
    after = page.next;
  }
  throw new Error('the list has no end');
}

describe.each(databases)('the audit on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: AuditStore;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new AuditStore(database);
  });
  afterEach(() => database.write('DELETE FROM audit_events RETURNING id'));
  afterAll(() => opened.close());

  const all = () => walk(store, { whose: 'all' }, 50);
  const ids = (rows: readonly AuditRow[]) => rows.map(({ id }) => id);
  function newWriter(to = store, mostWaiting?: number) {
    const { log, text } = capturingLog();
    const metrics = new Metrics();
    const writer = new AuditWriter(to, metrics, log, mostWaiting === undefined ? {} : { mostWaiting });
    return { writer, metrics, logged: text, audit: new AuditLog(log, writer, new Clock()) };
  }

  describe('AuditStore', () => {
    it('gives back all that it was given, and what is not known as unknown', async () => {
      const full = row();
      const empty = row({
        ...{ at: full.at - 1, actor_kind: 'store', actor_id: null, via: null, key_id: null, user_id: null },
        ...{ provider: null, grant_id: null, subject: null, scope: null, request_id: null, address: null },
      });
      await store.append([full, empty]);
      expect(await all()).toEqual([full, empty]);
    });

    it('appends an event once, however often it is told: the answer of a COMMIT may be lost', async () => {
      const one = row();
      await store.append([one]);
      await store.append([row({ ...one, outcome: 'changed' }), row()]);
      expect((await all()).filter(({ id }) => id === one.id)).toEqual([one]);
    });

    it('pages newest first, without gap or repetition, also within a millisecond', async () => {
      const rows = Array.from({ length: 8 }, (_, i) => row({ at: 1_700_000_000_000 + Math.floor(i / 3) }));
      await store.append(rows);
      for (const whose of ['all', { user: 'ann' }] as const) {
        const paged = await walk(store, { whose });
        expect(new Set(ids(paged))).toEqual(new Set(ids(rows)));
        expect(paged).toHaveLength(8);
        expect(paged.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).sort((a, b) => b - a));
      }
    });

    it('shows a user what they did and what was done to them, once, and nothing else', async () => {
      const own = row();
      const byClient = row({ actor_kind: 'client', actor_id: 'portal' });
      const forAnother = row({ user_id: 'bob' });
      const byStore = row({ actor_kind: 'store', actor_id: null });
      const others = [row({ user_id: 'bob', actor_id: 'bob' }), row({ user_id: null, actor_id: null })];
      const namesake = row({ actor_kind: 'client', actor_id: 'ann', user_id: 'bob' });
      await store.append([own, byClient, forAnother, byStore, namesake, ...others]);
      expect(new Set(ids(await walk(store, { whose: { user: 'ann' } })))).toEqual(
        new Set(ids([own, byClient, forAnother, byStore])),
      );
      expect(ids(await walk(store, { whose: { client: 'ann' } }))).toEqual([namesake.id]);
      expect(ids(await walk(store, { whose: { client: 'portal' } }))).toEqual([byClient.id]);
    });

    it('filters by action, provider, grant and time', async () => {
      const at = 1_700_000_000_000;
      const early = row({ at, action: 'link' });
      const middle = row({ at: at + 1, provider: 'idp2', grant_id: 'other' });
      const late = row({ at: at + 2, provider: null });
      await store.append([early, middle, late]);
      const found = async (filter: Omit<AuditFilter, 'whose'>, whose: AuditFilter['whose'] = 'all') =>
        ids(await walk(store, { whose, ...filter }));
      for (const whose of ['all', { user: 'ann' }] as const) {
        expect(await found({ action: 'link' }, whose)).toEqual([early.id]);
        expect(await found({ provider: 'idp2' }, whose)).toEqual([middle.id]);
        expect(await found({ grant: 'other' }, whose)).toEqual([middle.id]);
        expect(await found({ grant: 'grant', action: 'token' }, whose)).toEqual([late.id]);
        expect(await found({ grant: 'none' }, whose)).toEqual([]);
        expect(await found({ since: at + 1 }, whose)).toEqual([late.id, middle.id]);
        expect(await found({ until: at + 1 }, whose)).toEqual([early.id]);
        expect(await found({ providers: ['idp2', 'idp3'] }, whose)).toEqual([middle.id]);
        expect(await found({ providers: [] }, whose)).toEqual([]);
      }
    });

    it('filters by who acted', async () => {
      const own = row({ at: 5 });
      const portal = row({ at: 4, actor_kind: 'client', actor_id: 'portal' });
      const namesake = row({ at: 3, actor_kind: 'client', actor_id: 'ann' });
      const byStore = row({ at: 2, actor_kind: 'store', actor_id: null });
      const forAnother = row({ at: 1, actor_kind: 'client', actor_id: 'portal', user_id: 'bob' });
      await store.append([own, portal, namesake, byStore, forAnother]);
      const found = async (filter: AuditFilter) => ids(await walk(store, filter));
      const whose = { user: 'ann' };
      expect(await found({ whose, actorKind: 'client' })).toEqual([portal.id, namesake.id]);
      expect(await found({ whose, actorKind: 'client', actorId: 'portal' })).toEqual([portal.id]);
      expect(await found({ whose, actorId: 'ann' })).toEqual([own.id, namesake.id]);
      expect(await found({ whose, actorKind: 'store' })).toEqual([byStore.id]);
      expect(await found({ whose: 'all', actorId: 'portal' })).toEqual([portal.id, forAnother.id]);
    });

    it('removes what is too old, in batches; several may at once', async () => {
      const now = await nowOf(database);
      const old = Array.from({ length: 30 }, (_, i) => row({ at: now - 10 * DAY - i }));
      const young = row({ at: now - 9 * DAY });
      await store.append([...old, young]);
      expect(await store.prune(9.5 * DAY, 4)).toBe(4);
      expect(await all()).toHaveLength(27);
      const retentions = [1, 2].map(() => new AuditRetention(store, 9.5 * DAY, capturingLog().log));
      const removed = await Promise.all(retentions.map((retention) => retention.prune(9.5 * DAY)));
      expect(removed[0]! + removed[1]!).toBe(26);
      expect(ids(await all())).toEqual([young.id]);
    });

    it('reads along an index, however many events there are', async () => {
      await fill(database, 100_000);
      const filters: AuditFilter[] = [
        { whose: 'all' },
        { whose: { user: 'user-3' } },
        { whose: { user: 'user-3' }, since: 5, until: 90_000, action: 'token' },
        { whose: { client: 'user-3' } },
        { whose: { user: 'user-3' }, actorKind: 'client', actorId: 'client-1', since: 5 },
      ];
      for (const filter of filters) {
        for (const after of [undefined, { at: 50_000, id: 'x' }]) {
          const plan = await planOf(database, () => store.list(filter, { limit: 50, after }));
          expect(plan).not.toMatch(/Seq Scan|SCAN audit_events(?! USING INDEX)|SCAN TABLE/);
          expect(plan).toMatch(/audit_events_(user|actor|at)/);
        }
      }
      const ofGrant = { grant: 'grant-3', action: 'token' } as const;
      for (const whose of ['all', { user: 'user-3' }] as const) {
        const plan = await planOf(database, () => store.list({ whose, ...ofGrant }, { limit: 1, after: undefined }));
        expect(plan).toContain('audit_events_grant');
      }
      const plan = await planOf(database, () => store.prune(DAY, 500));
      expect(plan).toContain('audit_events_at');
    }, 30_000);
  });

  describe('AuditWriter', () => {
    it('writes each event as it happened, with the instant at which it did', async () => {
      const { audit, writer } = newWriter();
      const before = Date.now();
      audit.record({ action: 'revoke', outcome: 'revoked', by: caller('ann'), userId: 'bob', provider: 'idp1' });
      audit.record({ action: 'refresh', outcome: 'refused', by: undefined, userId: 'bob', grantId: 'g', scope: 's' });
      const after = Date.now();
      await writer.drain(1_000);
      const rows = await all();
      expect(rows).toHaveLength(2);
      expect(rows).toContainEqual({
        ...{ id: expect.any(String), at: expect.any(Number), action: 'revoke', outcome: 'revoked' },
        ...{ actor_kind: 'user', actor_id: 'ann', via: 'bearer', key_id: null, user_id: 'bob', provider: 'idp1' },
        ...{ grant_id: null, subject: null, scope: null, request_id: 'r1', address: '2001:db8::1' },
      });
      expect(rows).toContainEqual(
        expect.objectContaining({ actor_kind: 'store', actor_id: null, user_id: 'bob', grant_id: 'g', scope: 's' }),
      );
      for (const { at } of rows) {
        expect(at).toBeGreaterThanOrEqual(before);
        expect(at).toBeLessThanOrEqual(after);
      }
    });

    it('writes by itself, soon', async () => {
      const { tried, telling } = telltale(database);
      const { audit, writer } = newWriter(telling);
      audit.record(event('soon'));
      await tried;
      expect(await all()).toHaveLength(1);
      await writer.drain(1_000);
    });

    it('loses none of a thousand, and writes none twice', async () => {
      const { audit, writer } = newWriter();
      for (let i = 0; i < 1_000; i += 1) audit.record(event(`event ${i}`));
      await writer.drain(5_000);
      const subjects = (await walk(store, { whose: 'all' }, 200)).map(({ subject }) => subject);
      expect(subjects).toHaveLength(1_000);
      expect(new Set(subjects).size).toBe(1_000);
    });

    it('takes what PostgreSQL has no text for, and cuts what is too long', async () => {
      const { audit, writer } = newWriter();
      audit.record(event('a\0b'));
      audit.record(event(`lone \uD800`));
      audit.record(event('x'.repeat(100_000)));
      await writer.drain(1_000);
      const subjects = (await all()).map(({ subject }) => subject ?? '');
      expect(subjects).toContain('a\uFFFDb');
      expect(subjects).toHaveLength(3);
      expect(Math.max(...subjects.map(({ length }) => length))).toBe(1_000);
    });

    it('keeps events while the database is away, and writes them when it is back', async () => {
      const { replica, open } = notYetOpen(() => connect(opened.url));
      const { tried, telling } = telltale(replica);
      const { audit, writer } = newWriter(telling);
      try {
        for (let i = 0; i < 300; i += 1) audit.record(event(`event ${i}`));
        await tried;
        expect(writer.backlog).toBe(300);
        await open();
        await writer.drain(1_000);
        expect(await walk(store, { whose: 'all' }, 200)).toHaveLength(300);
      } finally {
        await replica.close();
      }
    });

    it('lets the oldest go when too many wait, says how many, and they are in the log', async () => {
      const { replica, open } = notYetOpen(() => connect(opened.url));
      const { audit, writer, metrics, logged } = newWriter(new AuditStore(replica), 20);
      try {
        for (let i = 0; i < 50; i += 1) audit.record(event(`event ${i}.`));
        expect(writer.backlog).toBeLessThanOrEqual(20);
        const kept = writer.backlog;
        await open();
        await writer.drain(1_000);
        const subjects = (await all()).map(({ subject }) => subject);
        expect(subjects).toHaveLength(kept);
        expect(subjects).toContain('event 49.');
        expect(subjects).not.toContain('event 0.');
        expect(logged()).toContain('"subject":"event 0."');
        expect(logged()).toMatch(new RegExp(`"level":40.*"events":${50 - kept}\\b`));
        expect((await metrics.exposition()).text).toContain(`tokenstore_audit_dropped_total ${50 - kept}`);
      } finally {
        await replica.close();
      }
    });

    it('ends in time when the database stays away, and says what has no row', async () => {
      const { replica } = notYetOpen(() => connect(opened.url));
      const { audit, writer, logged } = newWriter(new AuditStore(replica));
      audit.record(event('left'));
      await writer.drain(120);
      expect(logged()).toMatch(/"level":40.*"events":1\b/);
    });

    it('does not stop at events that the database refuses', async () => {
      const { audit, writer, metrics, logged } = newWriter();
      writer.add(row({ user_id: 'a\0b', id: 'with a \0' }));
      audit.record(event('next'));
      audit.record(event('and next'));
      await writer.drain(1_000);
      const written = (await all()).length;
      const dropped = Number(/dropped_total (\d+)/.exec((await metrics.exposition()).text)?.[1]);
      expect(written + dropped).toBe(3);
      expect(writer.backlog).toBe(0);
      if (kind.name === 'postgres') expect(logged()).toContain('refuses audit events');
    });
  });
});

function event(subject: string): AuditEvent {
  return { action: 'api-key', outcome: 'created', by: undefined, subject };
}

/** A store that tells when something was appended for the first time, or could not be. */
function telltale(database: Database): { telling: AuditStore; tried: Promise<void> } {
  const { promise: tried, resolve } = Promise.withResolvers<undefined>();
  class Telltale extends AuditStore {
    override async append(rows: readonly AuditRow[]): Promise<void> {
      await super.append(rows).finally(() => resolve(undefined));
    }
  }
  return { telling: new Telltale(database), tried };
}

/** Events of a thousand users. */
async function fill(database: Database, count: number): Promise<void> {
  const numbers =
    database.connection.dialect === 'postgres'
      ? 'SELECT generate_series(1, CAST($1 AS integer)) AS n'
      : 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $1) SELECT n FROM c';
  await database.write(
    `INSERT INTO audit_events (id, at, action, outcome, actor_kind, actor_id, user_id, grant_id)
     SELECT 'event-' || n, n, 'token', 'given', CASE WHEN n % 3 = 0 THEN 'client' ELSE 'user' END,
       'user-' || (n % 1000), 'user-' || (n % 1000), 'grant-' || (n % 3000) FROM (${numbers}) AS numbers RETURNING 1 AS one`,
    [count],
  );
  await database.write('ANALYZE audit_events');
}

/** How the database would run the one statement that `task` reads or writes with. */
async function planOf(database: Database, task: () => Promise<unknown>): Promise<string> {
  const spies = [jest.spyOn(database, 'read'), jest.spyOn(database, 'write')];
  for (const spy of spies) spy.mockResolvedValueOnce([]);
  await task();
  const [[sql, values] = ['', []]] = spies.flatMap(({ mock }) => mock.calls);
  for (const spy of spies) spy.mockRestore();
  const explain = database.connection.dialect === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
  return JSON.stringify(await database.read(`${explain} ${sql}`, values), null, 1);
}
