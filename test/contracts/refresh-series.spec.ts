import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/database/clock.ts';
import type { Database } from '../../src/database/database.ts';
import { RefreshSeriesStore, SERIES_STEP, type RefreshCounts } from '../../src/grants/series/refresh-series.store.ts';
import { RefreshTally } from '../../src/grants/series/refresh-tally.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { DatabaseUnavailable } from '../../src/problem/problem.ts';
import { databases } from '../support/databases.ts';
import { capturingLog } from '../support/store.ts';
import { connect, notYetOpen, nowOf, openFresh, type Opened } from './opened.ts';

const HOUR = 12 * SERIES_STEP;
/** Some days ago, the beginning of an hour: counts are not kept for ever. */
const START = (Math.floor(Date.now() / HOUR) - 50) * HOUR;
const EVER = { since: 0, until: START * 2, step: SERIES_STEP };

function counts(changes: Partial<RefreshCounts> = {}): RefreshCounts {
  return {
    ...{ at: START, provider: 'idp1', kept: 0, dead: 0, ours: 0, transient: 0, narrowing_refused: 0 },
    ...{ latency_sum: 0, latency_max: 0, ...changes },
  };
}

const floored = (at: number) => at - (at % SERIES_STEP);

describe.each(databases)('the series of refreshes on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let store: RefreshSeriesStore;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    store = new RefreshSeriesStore(database);
  });
  afterEach(() => database.write('DELETE FROM refresh_series RETURNING provider'));
  afterAll(() => opened.close());

  describe('RefreshSeriesStore', () => {
    it('adds up what replicas counted, each class by itself, and keeps the longest latency', async () => {
      const replica = new RefreshSeriesStore(await opened.again());
      const one = counts({ kept: 3, dead: 1, latency_sum: 900, latency_max: 400 });
      const two = counts({ ours: 1, transient: 2, narrowing_refused: 1, latency_sum: 5_000_000_000, latency_max: 300 });
      const other = counts({ provider: 'idp2', kept: 1, latency_sum: 7, latency_max: 7 });
      await Promise.all([store.add([one, other]), replica.add([other, two])]);
      expect(await store.list(EVER)).toEqual([
        counts({
          ...{ kept: 3, dead: 1, ours: 1, transient: 2, narrowing_refused: 1 },
          ...{ latency_sum: 5_000_000_900, latency_max: 400 },
        }),
        counts({ provider: 'idp2', kept: 2, latency_sum: 14, latency_max: 7 }),
      ]);
    });

    it('loses nothing where many add at once', async () => {
      const replica = new RefreshSeriesStore(await opened.again());
      const providers = ['idp1', 'idp2', 'idp3'];
      const batch = providers.map((provider) => counts({ provider, kept: 1, latency_sum: 10, latency_max: 10 }));
      await Promise.all(
        Array.from({ length: 12 }, (_, i) => (i % 2 ? store : replica).add(i % 3 ? batch : [...batch].reverse())),
      );
      expect((await store.list(EVER)).map(({ provider, kept }) => [provider, kept])).toEqual(
        providers.map((provider) => [provider, 12]),
      );
    });

    it('takes steps together, from since to before until', async () => {
      const ats = [START, START + SERIES_STEP, START + HOUR - SERIES_STEP, START + HOUR];
      await store.add(ats.map((at, i) => counts({ at, kept: 1, latency_sum: 10 * i, latency_max: 10 * i })));
      expect(await store.list({ ...EVER, step: HOUR })).toEqual([
        counts({ kept: 3, latency_sum: 30, latency_max: 20 }),
        counts({ at: START + HOUR, kept: 1, latency_sum: 30, latency_max: 30 }),
      ]);
      const some = await store.list({ since: ats[1]!, until: ats[3]!, step: SERIES_STEP });
      expect(some.map(({ at }) => at)).toEqual(ats.slice(1, 3));
    });

    it('shows only the providers that are wished', async () => {
      await store.add([counts({ kept: 1 }), counts({ provider: 'idp2', kept: 1 })]);
      const of = async (providers: string[]) =>
        (await store.list({ ...EVER, providers })).map(({ provider }) => provider);
      expect(await of(['idp2'])).toEqual(['idp2']);
      expect(await of([])).toEqual([]);
    });

    it('removes what is older than so long, and nothing else', async () => {
      const now = await nowOf(database);
      await store.add([counts({ at: now - HOUR }), counts({ at: now - 3 * HOUR }), counts({ at: now - 9 * HOUR })]);
      expect(await store.prune(2 * HOUR)).toBe(2);
      expect((await store.list(EVER)).map(({ at }) => at)).toEqual([floored(now - HOUR)]);
    });
  });

  describe('RefreshTally', () => {
    function newTally(to = store) {
      const clock = new Clock();
      const metrics = new Metrics();
      return { clock, metrics, tally: new RefreshTally(to, metrics, clock, capturingLog().log) };
    }

    it('gathers, writes together, and counts for Prometheus too', async () => {
      const { tally, clock, metrics } = newTally();
      clock.now = () => START + 1;
      for (const outcome of ['kept', 'dead', 'ours', 'transient', 'narrowing-refused', 'kept'] as const) {
        tally.count('idp1', outcome, 100.4);
      }
      clock.now = () => START + SERIES_STEP;
      tally.count('idp1', 'kept', 250);
      expect(await store.list(EVER)).toEqual([]);
      await tally.write();
      expect(await store.list(EVER)).toEqual([
        counts({
          ...{ kept: 2, dead: 1, ours: 1, transient: 1, narrowing_refused: 1 },
          ...{ latency_sum: 600, latency_max: 100 },
        }),
        counts({ at: START + SERIES_STEP, kept: 1, latency_sum: 250, latency_max: 250 }),
      ]);
      const { text } = await metrics.exposition();
      expect(text).toContain('tokenstore_refreshes_total{provider="idp1",outcome="kept"} 3');
      expect(text).toContain('tokenstore_refresh_seconds_count{provider="idp1"} 7');
      await tally.write();
      expect(await store.list(EVER)).toHaveLength(2);
    });

    it('keeps its counts while the database is away, and writes them once', async () => {
      const { replica, open } = notYetOpen(() => connect(opened.url));
      const { tally, clock } = newTally(new RefreshSeriesStore(replica));
      clock.now = () => START;
      tally.count('idp1', 'kept', 5);
      await expect(tally.write()).rejects.toThrow(DatabaseUnavailable);
      tally.count('idp1', 'transient', 5);
      await open();
      await tally.write();
      await tally.write();
      await replica.close();
      expect(await store.list(EVER)).toEqual([counts({ kept: 1, transient: 1, latency_sum: 10, latency_max: 5 })]);
    });

    it('forgets counts after four weeks', async () => {
      const now = await nowOf(database);
      const day = 24 * HOUR;
      await store.add([counts({ at: now - 29 * day }), counts({ at: now - 27 * day })]);
      const { tally } = newTally();
      tally.count('idp1', 'kept', 5);
      await tally.write();
      expect(await store.list({ ...EVER, until: now - day })).toEqual([
        expect.objectContaining({ at: floored(now - 27 * day) }),
      ]);
    });
  });
});
