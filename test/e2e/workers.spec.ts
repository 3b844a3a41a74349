import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Agent, request } from 'undici';
import type { Database } from '../../src/database/database.ts';
import { compileInto } from '../chaos/build.ts';
import { connect as connectTo, openDatabase } from '../contracts/opened.ts';
import { freshSqlite } from '../support/databases.ts';
import { delayAnswer } from '../support/faults.ts';
import { connect, signIn, type Person } from '../support/grants.ts';
import type { IdentityProvider } from '../support/identity-provider.ts';
import { startLoad, type Load } from '../support/load.ts';
import { serve, type Served } from '../support/served.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { call } from './acts.ts';

// Ten processes are begun, mostly one after another.
jest.setTimeout(90_000);

describe('several workers on one SQLite file', () => {
  let folder: string;
  let file: Awaited<ReturnType<typeof freshSqlite>>;
  let store: TestStore;
  let strict: IdentityProvider;
  let database: Database;
  let alice: Person;
  let served: Served;
  let load: Load | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenstore-workers-'));
    file = await freshSqlite();
    [store] = await Promise.all([
      startStore({ databaseUrl: file.url, providers: { strict: { rotation: 'strict' }, calm: {} } }),
      compileInto(folder, ['src', 'migrations']),
    ]);
    strict = store.providers['strict']!;
    alice = await signIn(store);
    for (const provider of ['strict', 'calm']) await connect(store, alice, provider);
    // From here on the same is served by processes.
    await store.pause();
    database = await openDatabase(() => connectTo(file.url));
    await settings({});
    served = begin();
    await served.wrote(/tokenstore listens/);
  });

  afterAll(async () => {
    await load?.stop();
    served.child.kill('SIGKILL');
    await served.ended;
    await database.close();
    await store.stop();
    await file.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const settings = (values: Record<string, unknown>) =>
    writeFile(join(folder, 'settings.json'), JSON.stringify(values));
  const begin = (env: Env = {}): Served =>
    serve(folder, {
      ...store.environment,
      TOKENSTORE_WORKERS: '2',
      TOKENSTORE_SHUTDOWN_TIMEOUT: '10s',
      TOKENSTORE_SETTINGS: join(folder, 'settings.json'),
      ...env,
    });
  const expire = (provider: string) =>
    database.write(
      `UPDATE grant_tokens SET issued_at = ${database.now} - 3600000, expires_at = ${database.now} - 1000
       WHERE grant_id IN (SELECT id FROM grants WHERE provider = $1) RETURNING grant_id`,
      [provider],
    );
  const grant = async (): Promise<unknown> =>
    (await database.read(`SELECT status, refreshes, lease_owner FROM grants WHERE provider = 'strict'`))[0];
  const bearer = () => ({ authorization: `Bearer ${alice.bearer}` });
  const token = (provider: string) => call(`${store.base}/api/v1/${provider}/token`, { headers: bearer() });
  /** As a caller that keeps its connection. */
  const ask = async (dispatcher: Agent, provider = 'calm'): Promise<void> => {
    const url = `${store.base}/api/v1/${provider}/token`;
    const { statusCode, body } = await request(url, { dispatcher, headers: bearer() });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
  };
  const workers = () => [...served.stdout.matchAll(/"worker":(\d+).*a worker listens/g)].map(([, pid]) => Number(pid));
  const counted = async (): Promise<{ given: number; grants: string[] }> => {
    const { status, body } = await call(`${store.base}/metrics`, { headers: { authorization: 'Bearer prometheus' } });
    expect(status).toBe(200);
    const given = /^tokenstore_tokens_total\{provider="calm",outcome="given"\} (\d+)$/m.exec(body)?.[1];
    return { given: Number(given ?? 0), grants: body.match(/^tokenstore_grants\{provider="calm".*$/gm) ?? [] };
  };

  it('are told apart in the log, and counted together', async () => {
    expect(new Set(workers()).size).toBe(2);
    for (let i = 0; i < 20; i += 1) expect((await token('calm')).status).toBe(200);
    for (let i = 0; i < 6; i += 1) expect((await counted()).given).toBe(20);
    expect((await counted()).grants).toEqual(['tokenstore_grants{provider="calm",status="active",reason=""} 1']);
  });

  it('go on when one is killed, and another takes its place', async () => {
    const before = (await counted()).given;
    const [killed, ...others] = workers();
    const from = served.stdout.length;
    process.kill(killed!, 'SIGKILL');
    await served.wrote(/"signal":"SIGKILL".*another takes its place/, from);
    for (let i = 0; i < 10; i += 1) expect((await token('calm')).status).toBe(200);
    await served.wrote(/a worker listens/, from);
    expect((await counted()).given).toBe(before + 10);
    expect(new Set([...others, ...workers().slice(2)]).size).toBe(2);
  });

  it('are replaced one after another at SIGHUP, with new settings, and nobody’s request fails', async () => {
    const from = served.stdout.length;
    const before = (await counted()).given;
    await settings({ METRICS_TOKEN: 'prometheus' });
    load = startLoad(4, (agent) => ask(agent));
    await load.answered(20);
    await expire('strict');
    served.child.kill('SIGHUP');
    const refreshed = Promise.all(Array.from({ length: 10 }, () => token('strict')));
    await served.wrote(/all workers are new/, from);
    await load.answered(20);
    const { given, failed } = await load.stop();
    expect(failed).toEqual([]);
    expect((await refreshed).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await call(`${store.base}/metrics`)).status).toBe(401);
    // What those who left had counted is not lost.
    expect((await counted()).given).toBe(before + given);
  });

  it('go on as they were where the new settings are wrong; each fault is said once', async () => {
    const from = served.stdout.length;
    const pids = workers();
    await settings({ LOG_LEVEL: 'loud', HOSTT: '::' });
    served.child.kill('SIGHUP');
    await served.wrote(/the restart is given up/, from);
    await settings({});
    expect(served.stderr.match(/^ {2}\w+/gm)).toEqual(['  HOSTT', '  LOG_LEVEL']);
    expect((await token('calm')).status).toBe(200);
    expect(workers()).toEqual(pids);
  });

  it('finish what they have begun at SIGTERM, refreshes as well', async () => {
    const before = (await grant()) as { refreshes: number };
    const from = served.stdout.length;
    const agents = Array.from({ length: 10 }, () => new Agent({ connections: 1 }));
    // Accepted, each of them.
    await Promise.all(agents.map((agent) => ask(agent)));
    await expire('strict');
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const { reached } = strict.intercept.once('refresh', delayAnswer(answered));
    const waiting = Promise.all(agents.map((agent) => ask(agent, 'strict')));
    await reached;
    served.child.kill('SIGTERM');
    await served.wrote(/"worker":\d+.*stopping[^]*"worker":\d+.*stopping/, from);
    answer(undefined);
    await waiting;
    await Promise.all(agents.map((agent) => agent.close()));
    expect(await served.ended).toBe(0);
    expect(await grant()).toEqual({ status: 'active', refreshes: before.refreshes + 1, lease_owner: null });
  });

  it('finish it also when their primary is killed', async () => {
    served = begin();
    await served.wrote(/tokenstore listens/);
    const before = (await grant()) as { refreshes: number };
    await expire('strict');
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const { reached } = strict.intercept.once('refresh', delayAnswer(answered));
    const waiting = token('strict');
    await reached;
    served.child.kill('SIGKILL');
    await served.wrote(/the primary is gone/);
    answer(undefined);
    expect((await waiting).status).toBe(200);
    // When nobody writes any more.
    await served.ended;
    expect(await grant()).toEqual({ status: 'active', refreshes: before.refreshes + 1, lease_owner: null });
  });
});
