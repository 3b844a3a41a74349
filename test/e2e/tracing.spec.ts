import { connect as connectTo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { answerInstead, answers } from '../support/faults.ts';
import { connect, endRest, expireTokens, signIn, type Person } from '../support/grants.ts';
import { loadTracing } from '../support/spans.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { alice, bearer, call, cookieOf, jsonOf, link, signedIn } from './acts.ts';
import { head } from './raw-http.ts';
import { Secrets } from './secrets.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const TOKEN = 'GET /api/v1/:provider/token';

describe('a store with an SDK of OpenTelemetry', () => {
  const spans = loadTracing();
  const secrets = new Secrets();
  const everything: string[] = [];
  let store: TestStore;
  let person: Person;

  beforeAll(async () => {
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: { rotation: 'strict' }, idp2: {} },
      env: { IDP2_PROPAGATE_TRACE: 'true' },
    });
    for (const provider of [store.login, ...Object.values(store.providers)]) secrets.watch(provider);
    const browser = await signedIn(store, alice);
    secrets.addFrom(await link(store, browser, 'idp1', alice));
    secrets.addCookie((await cookieOf(store, browser)).cookie);
    person = await signIn(store);
    secrets.add('bearer', person.bearer);
    await connect(store, person, 'idp2');
  });

  afterAll(() => store.stop());

  beforeEach(() => {
    everything.push(spans.text());
    spans.clear();
  });

  const read = async (id = 'idp1', headers: Record<string, string> = {}) =>
    call(`${store.base}/api/v1/${id}/token`, { headers: { ...(await bearer(store, 'alice')), ...headers } });
  const names = (some: readonly ReadableSpan[]): string[] => some.map(({ name }) => name);

  it('makes a span of a request, in the caller’s trace, and one of the token in it', async () => {
    const answer = await read('idp1', { traceparent: `00-${TRACE}-${CALLER}-01`, 'x-request-id': 'mine' });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-request-id': 'mine' } });
    const request = await spans.named(TOKEN);
    expect(request.kind).toBe(SpanKind.SERVER);
    expect(request.spanContext().traceId).toBe(TRACE);
    expect(request.parentSpanContext).toMatchObject({ spanId: CALLER, isRemote: true });
    expect(request.attributes).toEqual({
      ...{ 'http.request.method': 'GET', 'http.route': '/api/v1/:provider/token', 'url.scheme': 'http' },
      ...{ 'http.response.status_code': 200, 'tokenstore.request.id': 'mine' },
    });
    const given = await spans.named('give token');
    expect(given.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(given).toMatchObject({
      name: 'give token',
      attributes: { 'tokenstore.provider': 'idp1', 'tokenstore.grant.id': expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const ids = `"trace_id":"${TRACE}","span_id":"${request.spanContext().spanId}"`;
    const lines = store.logged().split('\n');
    expect(lines.find((line) => line.includes('"audit":true') && line.includes('"request":"mine"'))).toContain(ids);
  });

  it('begins a trace of its own where the caller’s is none', async () => {
    await read('idp1', { traceparent: `00-${'0'.repeat(32)}-${CALLER}-01` });
    const request = await spans.named(TOKEN);
    expect(request.parentSpanContext).toBeUndefined();
    expect(request.spanContext().traceId).toMatch(/[1-9a-f]/);
  });

  it('makes spans of a refresh: lease, send, store, and the call to the provider', async () => {
    await expireTokens(store);
    expect((await read()).status).toBe(200);
    const refresh = await spans.named('refresh');
    expect(refresh.attributes).toMatchObject({
      ...{ 'tokenstore.provider': 'idp1', 'tokenstore.refresh.outcome': 'token' },
      ...{ 'tokenstore.refresh.joined': false, 'tokenstore.refresh.waited': 0 },
    });
    expect(names(spans.childrenOf(refresh))).toEqual(['refresh lease', 'refresh send', 'refresh store']);
    const send = await spans.named('refresh send');
    expect(send.attributes).toEqual({ 'tokenstore.refresh.answer': 'tokens' });
    const [post] = spans.childrenOf(send);
    expect(post).toMatchObject({ name: 'POST', kind: SpanKind.CLIENT });
    expect(post!.attributes).toEqual({
      ...{ 'http.request.method': 'POST', 'http.response.status_code': 200, 'url.scheme': 'http' },
      ...{ 'server.address': '127.0.0.1', 'server.port': store.providers['idp1']!.port },
    });
    const given = await spans.named('give token');
    expect(refresh.parentSpanContext?.spanId).toBe(given.spanContext().spanId);
  });

  it('says who shared another’s refresh', async () => {
    await expireTokens(store);
    await Promise.all([read(), read(), read()]);
    const joined = spans.all.filter(({ name }) => name === 'refresh').map((span) => span.attributes);
    expect(joined.map((its) => its['tokenstore.refresh.joined']).sort()).toEqual([false, true, true]);
    expect(names(spans.all).filter((name) => name === 'POST')).toHaveLength(1);
  });

  it('tells a provider of the trace only where it is told to', async () => {
    const told: (string | undefined)[] = [];
    for (const id of ['idp1', 'idp2']) {
      store.providers[id]!.intercept.once('refresh', ({ headers }, forward) => {
        const { traceparent } = headers;
        told.push(Array.isArray(traceparent) ? traceparent.join() : traceparent);
        return forward();
      });
      await expireTokens(store);
      await read(id);
    }
    const call = await spans.named(
      'POST',
      ({ attributes }) => attributes['server.port'] === store.providers['idp2']!.port,
    );
    const { traceId, spanId } = call.spanContext();
    expect(told).toEqual([undefined, `00-${traceId}-${spanId}-01`]);
  });

  it('says what went wrong by its code, and by nothing else', async () => {
    await expireTokens(store);
    store.providers['idp1']!.intercept.once('refresh', answerInstead(answers.serverErrorHtml));
    expect((await read()).status).toBe(503);
    const post = await spans.named('POST');
    expect(post.attributes).toMatchObject({ 'error.type': '500' });
    expect(post.status).toEqual({ code: SpanStatusCode.ERROR });
    expect((await spans.named('give token')).attributes).toMatchObject({ 'error.type': 'provider_unavailable' });
    expect((await spans.named(TOKEN)).attributes).toMatchObject({ 'error.type': '503' });
    await endRest(store);

    await call(`${store.base}/api/v1/nothing/token?code=stray-secret`, { headers: await bearer(store, 'alice') });
    const request = await spans.named(TOKEN, ({ attributes }) => attributes['http.response.status_code'] === 404);
    expect(request.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('keeps what a body asks for in the span of its request', async () => {
    const headers = { ...(await bearer(store, 'alice')), 'content-type': 'application/json' };
    const { generation } = jsonOf(await call(`${store.base}/api/v2/token/idp1`, { headers }));
    const body = JSON.stringify({ force: true, generation });
    const lines = [`Authorization: ${headers.authorization}`, 'Content-Type: application/json'];
    const socket = connectTo(Number(new URL(store.base).port), '127.0.0.1');
    socket.write(head('POST', '/api/v2/token/idp1', ...lines, `Content-Length: ${body.length}`));
    // It comes when the hooks are through: what is sent on another connection is answered after they were.
    await call(`${store.base}/livez`);
    socket.write(body);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    const request = await spans.named('POST /api/v2/token/:provider');
    expect(names(spans.childrenOf(request))).toEqual(['give token']);
    expect((await spans.named('refresh')).spanContext().traceId).toBe(request.spanContext().traceId);
  });

  it('ends the span of a caller who went away', async () => {
    const socket = connectTo(Number(new URL(store.base).port), '127.0.0.1');
    socket.write(head('POST', '/api/v2/token/idp1', 'Content-Type: application/json', 'Content-Length: 2'));
    await call(`${store.base}/livez`);
    socket.destroy();
    expect((await spans.named('POST /api/v2/token/:provider')).attributes).toMatchObject({ 'error.type': 'aborted' });
  });

  it('has no path where there is nothing', async () => {
    await call(`${store.base}/stray-secret/stray-secret?stray-secret`);
    expect((await spans.named('GET')).attributes).not.toHaveProperty('http.route');
  });

  it('loses nothing to a processor that fails', async () => {
    await expireTokens(store);
    spans.fails = true;
    expect((await read()).status).toBe(200);
    spans.fails = false;
    await expireTokens(store);
    expect((await read()).status).toBe(200);
  });

  it('has no secret, no address and no person in any span', () => {
    const all = everything.join('\n') + spans.text();
    for (const said of ['refresh send', 'POST', 'give token', 'redirect_uri']) expect(all).toContain(said);
    expect(secrets.known.size).toBeGreaterThan(15);
    expect(secrets.foundIn(Buffer.from(all))).toEqual([]);
    expect(all).not.toMatch(/stray-secret|alice|\?/);
  });

  it('has the SDK export what it still holds before it ends', async () => {
    expect(spans.flushed).toBe(false);
    await store.pause();
    expect(spans.flushed).toBe(true);
  });
});
