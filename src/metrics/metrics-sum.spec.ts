import { beforeEach, describe, expect, it } from '@jest/globals';
import { MetricsSum } from './metrics-sum.ts';
import { Metrics } from './metrics.ts';

describe('the metrics of several processes', () => {
  let one: Metrics;
  let other: Metrics;
  let sum: MetricsSum;

  beforeEach(async () => {
    [one, other, sum] = [new Metrics(), new Metrics(), new MetricsSum()];
    for (const [process, metrics] of [one, other].entries()) {
      metrics.tokens.inc({ provider: 'idp', outcome: 'given' }, 3 + process);
      metrics.refreshSeconds.observe({ provider: 'idp' }, 0.2);
      const look = () => Promise.resolve([{ labels: { provider: 'idp' }, value: 7 + process }]);
      metrics.gauge('shared', 'In the database', ['provider'], look);
      metrics.gauge('own', 'Of each', ['provider'], look, 'sum');
    }
    await tell();
  });

  const tell = async (): Promise<void> => {
    sum.take(1, await one.values());
    sum.take(2, await other.values());
  };
  const lines = async (): Promise<string[]> => (await sum.exposition()).split('\n');

  it('are summed; what all read from one database is not', async () => {
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'tokenstore_tokens_total{provider="idp",outcome="given"} 7',
        'tokenstore_refresh_seconds_count{provider="idp"} 2',
        'tokenstore_refresh_seconds_bucket{le="0.25",provider="idp"} 2',
        'shared{provider="idp"} 8',
        'own{provider="idp"} 15',
      ]),
    );
  });

  it('never fall when processes end: their counts stay, and what was true of the moment goes', async () => {
    await sum.ended(1);
    await Promise.all([sum.ended(2), sum.ended(3), sum.exposition()]);
    expect(await lines()).toContain('tokenstore_tokens_total{provider="idp",outcome="given"} 7');
    expect(await lines()).toContain('tokenstore_refresh_seconds_count{provider="idp"} 2');
    expect((await lines()).filter((line) => /^(shared|own)/.test(line))).toEqual([]);
    sum.take(4, await one.values());
    expect(await lines()).toContain('tokenstore_tokens_total{provider="idp",outcome="given"} 10');
  });

  it('are each process’s latest', async () => {
    one.tokens.inc({ provider: 'idp', outcome: 'given' });
    await tell();
    expect(await lines()).toContain('tokenstore_tokens_total{provider="idp",outcome="given"} 8');
  });
});
