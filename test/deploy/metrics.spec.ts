import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from '../e2e/acts.ts';
import { startStore, type TestStore } from '../support/store.ts';

const FILES = [
  'deploy/grafana/dashboard.json',
  'deploy/prometheus/alerts.yaml',
  'docs/operating.md',
  'docs/scaling.md',
];

/** What Prometheus makes of one histogram. */
const PARTS = /_(bucket|sum|count)$/;

describe('what is said of metrics', () => {
  let store: TestStore;
  let known: Map<string, string>;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
    const { body } = await call(`${store.base}/metrics`);
    known = new Map([...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  });

  afterAll(() => store.stop());

  it.each(FILES)('%s names only those that a running service has', async (path) => {
    const text = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    const named = new Set(text.match(/\b(tokenstore|nodejs|process)_[a-z0-9_]+\b/g));
    expect(named.size).toBeGreaterThan(3);
    const missing = [...named].filter((name) => !known.has(name) && known.get(name.replace(PARTS, '')) !== 'histogram');
    expect(missing).toEqual([]);
  });

  it('docs/operating.md names all of the service’s own', async () => {
    const text = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    const own = [...known.keys()].filter((name) => name.startsWith('tokenstore_'));
    expect(own.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
