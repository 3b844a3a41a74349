import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ProviderCatalogue } from '../../src/providers/catalogue.ts';
import { Courier } from '../../src/webhooks/courier.ts';
import { databases } from '../support/databases.ts';
import { databaseOf } from '../support/grants.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { isSigned, startReceiver, type Told, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { alice, auditWritten, bob, call, expectProblem, jsonOf, link, rows, signedIn, type Answer } from './acts.ts';
import { made, roleBearer, shown, type Body, type Headers } from './api-key-acts.ts';
import { runProgram } from './cli-acts.ts';
import { done, send } from './delegation-acts.ts';

/** All of it is this machine, on Linux: one that is allowed, and one that is not. */
const [ALLOWED, OTHER] = ['127.0.0.2', '127.0.0.1'];

describe.each(databases)('webhooks on $name', ({ fresh }) => {
  let store: TestStore;
  let database: Awaited<ReturnType<typeof fresh>>;
  let receiver: WebhookReceiver;
  let admin: Headers;

  beforeAll(async () => {
    database = await fresh();
    receiver = await startReceiver(ALLOWED);
    store = await startStore({
      databaseUrl: database.url,
      providers: { idp1: {} },
      env: { ADMIN_ROLES: 'boss', WEBHOOK_ALLOWED_NETWORKS: ALLOWED },
    });
    admin = await roleBearer(store, 'root', ['boss']);
  });
  afterAll(async () => {
    await store.stop();
    await receiver.close();
    await database.drop();
  });
  afterEach(async () => {
    receiver.answers.clear();
    const { items } = (await done(store, admin, 'GET', 'webhooks')) as { items: Body[] };
    for (const { id } of items) await done(store, admin, 'DELETE', `webhooks/${String(id)}`);
    await databaseOf(store).write('DELETE FROM grants RETURNING id');
    receiver.told.length = 0;
  });

  const add = async (wish: Body = {}): Promise<{ id: string; secret: string }> => {
    const { id, secret } = await done(store, admin, 'POST', 'webhooks', { url: receiver.url, ...wish });
    return { id: String(id), secret: String(secret) };
  };
  const deliver = () => store.service.app.get(Courier, { strict: false }).deliver();
  /** Lets what is to be tried again be due now. */
  const letTimePass = () =>
    databaseOf(store).write('UPDATE webhook_deliveries SET next_attempt_at = 0 RETURNING event_id');
  const told = async (): Promise<Told[]> => {
    await deliver();
    return receiver.told;
  };
  const logOf = async (id: string) =>
    ((await done(store, admin, 'GET', `webhooks/${id}/deliveries`)) as { items: Body[] }).items;
  const connect = async (person = alice) => link(store, await signedIn(store, person), 'idp1', person);

  it('tells of a grant’s life, signed as the standard has it, and of no token', async () => {
    const { id, secret } = await add();
    const before = Math.floor(Date.now() / 1000);
    await connect();
    const [linked] = await told();
    const [grant] = await rows(store, 'SELECT id, user_id FROM grants');
    expect(linked).toMatchObject({
      type: 'grant.linked',
      data: { grant_id: grant!['id'], user_id: grant!['user_id'], provider: 'idp1' },
    });
    expect(isSigned(linked!, secret)).toBe(true);
    expect(isSigned({ ...linked!, body: linked!.body.replace('idp1', 'idp2') }, secret)).toBe(false);
    expect(Object.keys(JSON.parse(linked!.body) as object)).toEqual(['type', 'timestamp', 'data']);
    expect(Date.parse(JSON.parse(linked!.body).timestamp as string) / 1000).toBeGreaterThanOrEqual(before);
    expect(linked!.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'tokenstore' });

    await done(store, admin, 'DELETE', `admin/grants/${String(grant!['id'])}`);
    expect((await told()).map(({ type }) => type)).toEqual(['grant.linked', 'grant.revoked']);
    expect(await logOf(id)).toMatchObject([
      { type: 'grant.revoked', status: 'delivered' },
      { event_id: linked!.id, status: 'delivered', attempts: 1, status_code: 200, error: null, next_attempt_at: null },
    ]);
  });

  it('keeps the order of one grant through failures, and holds up no other grant', async () => {
    const { id } = await add({ events: ['grant.linked', 'grant.revoked'] });
    receiver.answers.set('grant.linked', 500);
    await connect();
    const [first] = await rows(store, 'SELECT id FROM grants');
    await deliver();
    await done(store, admin, 'DELETE', `admin/grants/${String(first!['id'])}`);
    receiver.answers.clear();
    await connect(bob);
    const of = (some: Told[]) =>
      some.map(({ type, data }) => [type, data['grant_id'] === first!['id'] ? 'first' : 'other']);
    expect(of(await told())).toEqual([
      ['grant.linked', 'first'],
      ['grant.linked', 'other'],
    ]);
    expect(await logOf(id)).toContainEqual(
      expect.objectContaining({ status: 'pending', attempts: 1, status_code: 500, error: 'http_500' }),
    );
    await letTimePass();
    const all = await told();
    expect(of(all.slice(2))).toEqual([
      ['grant.linked', 'first'],
      ['grant.revoked', 'first'],
    ]);
    expect(all[2]!.id).toBe(all[0]!.id);
  });

  it('delivers what a process wrote down that has ended since, and a restored copy does not', async () => {
    const { secret } = await add({ events: ['grant.revoked'] });
    await connect();
    const [grant] = await rows(store, 'SELECT id FROM grants');
    await store.pause();
    expect(await runProgram(store, ['grants', 'revoke', String(grant!['id'])])).toMatchObject({ status: 0 });
    await store.restart({ BASE_URL: 'http://copy.example' });
    expect(await told()).toEqual([]);
    await store.restart();
    const [revoked] = await told();
    expect(revoked).toMatchObject({ type: 'grant.revoked', data: { grant_id: grant!['id'] } });
    expect(isSigned(revoked!, secret)).toBe(true);
  });

  it('signs with two secrets for a day after a rotation', async () => {
    const { id, secret } = await add();
    const { secret: newer, previous_secret_until: until } = await done(store, admin, 'POST', `webhooks/${id}/secret`);
    expect(Number(until) - Date.now() / 1000).toBeGreaterThan(86_000);
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    const [both] = await told();
    expect(both!.type).toBe('webhook.test');
    expect([secret, String(newer)].map((one) => isSigned(both!, one))).toEqual([true, true]);
    await databaseOf(store).write('UPDATE webhooks SET previous_until = 1 RETURNING id');
    expect(await done(store, admin, 'GET', `webhooks/${id}`)).toMatchObject({ previous_secret_until: null });
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    const [, one] = await told();
    expect([secret, String(newer)].map((each) => isSigned(one!, each))).toEqual([false, true]);
    const leaks = JSON.stringify(await rows(store, 'SELECT * FROM webhooks')) + store.logged();
    expect(leaks).not.toContain('whsec_');
  });

  it('disables a receiver that fails for days with an alarm, and goes on when it is enabled again', async () => {
    const { id } = await add();
    receiver.answers.set('webhook.test', 503);
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    await deliver();
    expect(await done(store, admin, 'GET', `webhooks/${id}`)).toMatchObject({
      ...{ enabled: true, waiting: 1, failing_since: expect.any(Number) },
    });
    await databaseOf(store).write('UPDATE webhooks SET failing_since = 1 RETURNING id');
    await letTimePass();
    await deliver();
    expect(await done(store, admin, 'GET', `webhooks/${id}`)).toMatchObject({
      ...{ enabled: false, disabled: { reason: 'failing', at: expect.any(Number) } },
    });
    expect(store.logged()).toMatch(/"level":50.*"reason":"failing".*a webhook is disabled/);
    await auditWritten(store);
    expect(
      await rows(store, `SELECT outcome FROM audit_events WHERE actor_kind = 'store' AND subject = '${id}'`),
    ).toEqual([{ outcome: 'failing' }]);
    const { body } = await call(`${store.base}/metrics`);
    expect(body).toContain('tokenstore_webhooks{state="disabled"} 1');
    expect(body).toMatch(/^tokenstore_webhook_backlog 1$/m);
    expect(body).toMatch(/^tokenstore_webhooks_sent_total\{outcome="failed"\} \d+$/m);
    expectProblem(await send(store, admin, 'POST', `webhooks/${id}/test`), 400, 'invalid_request');

    receiver.answers.clear();
    const calls = receiver.told.length;
    await letTimePass();
    expect(await told()).toHaveLength(calls);
    await done(store, admin, 'PATCH', `webhooks/${id}`, { enabled: true });
    expect(await told()).toHaveLength(calls + 1);
    expect(await done(store, admin, 'GET', `webhooks/${id}`)).toMatchObject({ failing_since: null, waiting: 0 });
  });

  it('asks a receiver that is gone no more', async () => {
    const { id } = await add();
    receiver.answers.set('webhook.test', 410);
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    await deliver();
    expect(await done(store, admin, 'GET', `webhooks/${id}`)).toMatchObject({
      disabled: { reason: 'gone' },
      waiting: 0,
    });
  });

  it('sends an event anew under its id', async () => {
    const { id } = await add();
    const { event_id: event } = await done(store, admin, 'POST', `webhooks/${id}/test`);
    await deliver();
    expect(await done(store, admin, 'POST', `webhooks/${id}/deliveries/${String(event)}`)).toMatchObject({
      ...{ status: 'pending', attempts: 0 },
    });
    expect((await told()).map((one) => one.id)).toEqual([event, event]);
  });

  it('never calls addresses behind the firewall, by number or by name', async () => {
    const inner = await startReceiver(OTHER);
    const port = new URL(inner.url).port;
    for (const url of [
      inner.url,
      `https://${OTHER}:${port}/`,
      `http://localhost:${port}/`,
      'http://receiver.example/',
      'https://169.254.169.254/x',
    ]) {
      const refused = await send(store, admin, 'POST', 'webhooks', { url });
      expectProblem(refused, 400, 'invalid_request');
      expect(jsonOf(refused)).toMatchObject({ errors: [{ path: 'url' }] });
    }
    const { id } = await add({ url: `https://localhost:${port}/` });
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    await deliver();
    expect(await logOf(id)).toMatchObject([{ status: 'pending', status_code: null, error: 'address_not_allowed' }]);
    expect(inner.told).toEqual([]);
    await inner.close();
  });

  it('tells that a provider fails, and that it works again', async () => {
    await add({ events: ['provider.failing', 'provider.recovered'] });
    const { breaker } = store.service.app.get(ProviderCatalogue, { strict: false }).get('idp1');
    const outages = () => rows(store, 'SELECT provider FROM provider_outages');
    const become = async (count: number) => {
      for (let looks = 0; looks < 5_000 && (await outages()).length !== count; looks += 1);
      expect(await outages()).toHaveLength(count);
    };
    for (let i = 0; i < 6; i += 1) breaker.failed({ grantId: 'g', mayBeTheGrants: false });
    await become(1);
    breaker.succeeded();
    await become(0);
    const [failing, recovered] = await told();
    expect(failing).toMatchObject({ type: 'provider.failing', data: { provider: 'idp1' } });
    expect(recovered).toMatchObject({ type: 'provider.recovered', data: { provider: 'idp1' } });
    expect(receiver.told).toHaveLength(2);
  });

  it('is for those alone who administer every provider', async () => {
    const limited = shown((await made(store, admin, { scopes: ['admin'], providers: ['idp1'] })).key);
    const { id } = await add();
    const asked: Answer[] = [
      await send(store, limited, 'GET', 'webhooks'),
      await send(store, limited, 'POST', 'webhooks', { url: receiver.url }),
      await send(store, limited, 'DELETE', `webhooks/${id}`),
      await send(store, limited, 'POST', `webhooks/${id}/secret`),
    ];
    for (const answer of asked) expectProblem(answer, 403, 'forbidden');
  });

  it('is looked after at the command line', async () => {
    const added = await runProgram(store, ['webhooks', 'add', receiver.url, '--event', 'grant.revoked']);
    expect(added).toMatchObject({ status: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
    const listed = await runProgram(store, ['webhooks', 'list', '--json']);
    const [{ id, events }] = JSON.parse(listed.out) as [{ id: string; events: string[] }];
    expect(events).toEqual(['grant.revoked']);
    expect((await runProgram(store, ['webhooks', 'list'])).out).toContain(`${id}  enabled  0 waiting  grant.revoked`);

    const rotated = await runProgram(store, ['webhooks', 'rotate', id]);
    await done(store, admin, 'POST', `webhooks/${id}/test`);
    const [test] = await told();
    expect([added, rotated].map(({ out }) => isSigned(test!, out.trim()))).toEqual([true, true]);
    expect((await runProgram(store, ['webhooks', 'deliveries', id])).out).toMatch(/webhook\.test +delivered +1×/);
    expect(await runProgram(store, ['webhooks', 'remove', id, '--yes'])).toMatchObject({ status: 0 });
    for (const args of [
      ['remove', id, '--yes'],
      ['deliveries', 'x'],
      ['add', 'ftp://x'],
      ['add', receiver.url, '--event', 'x'],
    ]) {
      const { status, out, err } = await runProgram(store, ['webhooks', ...args]);
      expect({ status, out, lines: err.trim().split('\n').length }).toEqual({ status: 2, out: '', lines: 1 });
    }
  });
});
