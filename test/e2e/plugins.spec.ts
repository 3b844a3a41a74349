import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshSqlite } from '../support/databases.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import { bearer, call, expectProblem, jsonOf, type Answer } from './acts.ts';
import { made, make, shown, type Headers } from './api-key-acts.ts';
import { runProgram } from './cli-acts.ts';

const PLUGIN = fileURLToPath(new URL('../../examples/resource-api/plugin.ts', import.meta.url));
const MIGRATION = 'resource-api:Resources1796300000000';

describe('a plugin: examples/resource-api', () => {
  let store: TestStore;
  let alice: Headers;
  let bob: Headers;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', env: { PLUGINS: PLUGIN } });
    alice = await bearer(store, 'alice');
    bob = await bearer(store, 'bob');
  });
  afterAll(() => store.stop());

  const at = (path: string) => `${store.base}/api/resource/v1${path}`;
  const send = (method: string, path: string, headers: Headers, body?: unknown): Promise<Answer> =>
    call(at(path), {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const created = async (name: string, by = alice): Promise<string> => {
    const answer = await send('POST', '', by, { name });
    expect(answer.status).toBe(201);
    return String(jsonOf(answer)['id']);
  };

  it('greets in three versions', async () => {
    const greet = (path: string, headers: Headers = {}) => call(`${store.base}/api/greeting/${path}`, { headers });

    expect(jsonOf(await greet('v1'))).toEqual({ greeting: 'Hello!' });
    expect(jsonOf(await greet('v2?name=Zoë'))).toEqual({ greeting: 'Hello, Zoë!' });
    expectProblem(await greet(`v2?name=${'x'.repeat(101)}`), 400, 'invalid_request');
    expectProblem(await greet('v3'), 401, 'unauthenticated');
    expect(jsonOf(await greet('v3', alice))).toEqual({ greeting: 'Hello, alice!' });
  });

  it('keeps resources, and tells by problems what cannot be', async () => {
    const answer = await send('POST', '', alice, { name: 'room', opens_at: 100 });
    expect(answer).toMatchObject({ status: 201 });
    const room = jsonOf(answer);
    expect(room).toMatchObject({ name: 'room', opens_at: 100, closes_at: null, created_at: expect.any(Number) });
    const path = `/${String(room['id'])}`;

    expectProblem(await send('POST', '', alice, { name: 'room' }), 409, 'resource.exists');
    expectProblem(await send('POST', '', alice, { name: '' }), 400, 'invalid_request');
    expectProblem(await send('POST', '', alice, { name: 'x', opens_at: 2, closes_at: 1 }), 422, 'resource.impossible');
    expectProblem(await send('PATCH', path, alice, { closes_at: 100 }), 422, 'resource.impossible');
    expect(jsonOf(await send('PATCH', path, alice, { closes_at: 200 }))).toMatchObject({
      opens_at: 100,
      closes_at: 200,
    });
    expect(jsonOf(await send('GET', path, alice))).toMatchObject({ name: 'room', closes_at: 200 });
    expect((await send('DELETE', path, alice)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expectProblem(await send(method, path, alice), 410, 'resource.gone');
    expectProblem(await send('PATCH', path, alice, {}), 410, 'resource.gone');
    expectProblem(await send('GET', '/none', alice), 404, 'not_found');
    await created('room');
  });

  it('shows nobody another’s', async () => {
    const id = await created('alice’s');
    await created('bob’s', bob);

    for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const) {
      expectProblem(await send(method, `/${id}`, bob, body), 404, 'not_found');
    }
    const { items } = jsonOf(await send('GET', '?limit=200', bob)) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(['bob’s']);
  });

  it('lets a key do what it was made for', async () => {
    const reader = shown((await made(store, alice, { scopes: ['resource-read'] })).key);
    const other = shown((await made(store, alice, { scopes: ['grants:read'] })).key);

    expect((await send('GET', '', reader)).status).toBe(200);
    expectProblem(await send('POST', '', reader, { name: 'x' }), 403, 'forbidden');
    expectProblem(await send('GET', '', other), 403, 'forbidden');
    expectProblem(await make(store, alice, { name: 'x', scopes: ['nothing-read'] }), 400, 'invalid_request');
    expectProblem(await make(store, reader, { name: 'x', scopes: ['resource-write'] }), 403, 'forbidden');
  });

  it('is documented with the rest', async () => {
    const document = jsonOf(await call(`${store.base}/api/docs/openapi.json`)) as {
      paths: Record<string, unknown>;
      components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
    };

    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/greeting/v2', '/api/resource/v1/{id}']));
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(
      expect.arrayContaining(['not_found', 'resource.gone']),
    );
    expect(JSON.stringify(document.paths['/api/resource/v1/{id}'])).toContain(
      '`resource.gone`: The resource was removed.',
    );
  });

  it('has its migration in the store’s own history, whose it is even when the plugin is gone', async () => {
    const { url, drop } = await freshSqlite();
    const without = { ...store.environment, TOKENSTORE_DATABASE_URL: url, TOKENSTORE_PLUGINS: undefined };
    const database = (environment: Env, ...args: string[]) => runProgram({ environment }, ['database', ...args]);
    const withIt = { ...without, TOKENSTORE_PLUGINS: PLUGIN };

    expect((await database(withIt, 'upgrade')).out.trimEnd().split('\n').at(-1)).toBe(MIGRATION);
    expect(await database(without, 'status')).toMatchObject({
      out: expect.stringMatching(/^The tables are up to date/),
    });
    expect(await database(without, 'downgrade', '--yes')).toMatchObject({
      ...{ status: 78, out: '' },
      err: `${MIGRATION} is of the plugin resource-api: undo it with the plugin (PLUGINS) that has it.\n`,
    });
    expect(await database(withIt, 'downgrade', '--yes')).toMatchObject({ status: 0, out: `${MIGRATION}\n` });
    expect(await database(withIt, 'status')).toMatchObject({
      out: expect.stringContaining(`To be migrated:\n  ${MIGRATION}`),
    });
    await drop();
  });
});
