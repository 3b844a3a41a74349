import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestStore } from '../support/store.ts';
import { bearer, expectProblem, jsonOf, signedIn } from './acts.ts';
import { made, roleBearer, shown, type Body, type Headers } from './api-key-acts.ts';
import { clientsSetting, done, send, startCluster, type Cluster } from './delegation-acts.ts';

describe('the register of clients', () => {
  let cluster: Cluster;
  let store: TestStore;
  let admin: Headers;
  let issuer: string;

  beforeAll(async () => {
    cluster = await startCluster((k8s) =>
      clientsSetting([
        {
          ...{ id: 'declared', name: 'Declared', issuer: k8s.issuer, subject: 'declared', secret: 'a declared secret' },
          rules: [{ providers: '*', users: { role: 'staff' } }],
        },
      ]),
    );
    ({ store, admin } = cluster);
    ({ issuer } = cluster.k8s);
  });

  afterAll(() => cluster.stop());

  const ids = async (path: string) => ((await done(store, admin, 'GET', path))['items'] as Body[]).map(({ id }) => id);

  it('shows what was registered and what was declared, never a secret', async () => {
    const login = { name: 'Grader', login_client: 'grader-login' };
    const added = await done(store, admin, 'POST', 'clients', { id: 'grader', ...login });
    const { client_secret: secret, ...client } = added;
    expect(client).toEqual({
      ...{ id: 'grader', ...login, source: 'api', disabled: false, has_secret: true, issuer: null, subject: null },
      created_at: expect.any(Number),
    });
    expect(Math.abs(Number(client['created_at']) - Date.now() / 1000)).toBeLessThan(60);
    expect(await done(store, admin, 'GET', 'clients/grader')).toEqual(client);
    expect(await done(store, admin, 'GET', 'clients/declared')).toEqual({
      ...{ id: 'declared', name: 'Declared', source: 'settings', disabled: false, has_secret: true },
      ...{ issuer, subject: 'declared', login_client: null, created_at: null },
    });
    const list = await send(store, admin, 'GET', 'clients');
    expect((jsonOf(list)['items'] as Body[]).map(({ id }) => id)).toEqual(['declared', 'grader']);
    expect(list.body).not.toContain(String(secret).slice(4, 40));
    expect(list.body).not.toContain('a declared secret');

    const first = await done(store, admin, 'GET', 'clients?limit=1');
    const second = await done(store, admin, 'GET', `clients?limit=1&cursor=${String(first['next'])}`);
    expect([first, second].map(({ items }) => (items as Body[])[0]?.['id'])).toEqual(['declared', 'grader']);
    expect(second['next']).toBeNull();
  });

  it('makes no secret for a client that proves itself otherwise, unless it is asked to', async () => {
    const proof = { issuer, subject: 'system:serviceaccount:x:y' };
    const added = await done(store, admin, 'POST', 'clients', { id: 'pod', ...proof });
    expect(added).toMatchObject({ ...proof, has_secret: false, client_secret: null, name: 'pod' });
    const other = { id: 'both', issuer, subject: 'both', secret: true };
    expect(await done(store, admin, 'POST', 'clients', other)).toMatchObject({ has_secret: true });
    expect(await done(store, admin, 'POST', 'clients', { id: 'keys', secret: false })).toMatchObject({
      has_secret: false,
    });
  });

  it.each<[string, Body, string]>([
    ['an id that is taken', { id: 'both' }, 'id'],
    ['an id that the settings claim', { id: 'declared' }, 'id'],
    ['a subject that is taken', { id: 'new', issuer: 'k8s', subject: 'both' }, 'subject'],
    ['a subject that the settings claim', { id: 'new', issuer: 'k8s', subject: 'declared' }, 'subject'],
    ['an issuer that nobody trusts', { id: 'new', issuer: 'https://evil.example', subject: 'x' }, 'issuer'],
    ['an issuer without a subject', { id: 'new', issuer: 'k8s' }, 'subject'],
    ['an id with a slash', { id: 'a/b' }, 'id'],
    ['an id with a line break', { id: 'a\n' }, 'id'],
    ['an id that is too long', { id: 'a'.repeat(65) }, 'id'],
    ['an empty id', { id: '' }, 'id'],
    ['no id', {}, 'id'],
    ['a name with a control character', { id: 'new', name: 'a\u0000b' }, 'name'],
    ['a name that is too long', { id: 'new', name: 'a'.repeat(101) }, 'name'],
    ['a secret of one’s own', { id: 'new', secret: 'mine' }, 'secret'],
    ['what is not known', { id: 'new', other: 1 }, ''],
  ])('refuses %s', async (_, body, path) => {
    const sent = body['issuer'] === 'k8s' ? { ...body, issuer } : body;
    const answer = await send(store, admin, 'POST', 'clients', sent);
    expectProblem(answer, 400, 'invalid_request');
    expect(jsonOf(answer)['errors']).toEqual([expect.objectContaining({ path })]);
    expectProblem(await send(store, admin, 'GET', 'clients/new'), 404, 'not_found');
  });

  it('keeps rules as they were made, and lists them by client and all together', async () => {
    await done(store, admin, 'POST', 'clients', { id: 'ruled' });
    const rules: Body[] = [
      { providers: '*', users: 'all' },
      { providers: ['idp1', 'idp2'], scopes: ['read'], users: { role: 'staff' }, consent: false },
      { providers: ['idp2'], users: ['alice', 'bob'], consent: true },
    ];
    for (const rule of rules) {
      const added = await done(store, admin, 'POST', 'clients/ruled/delegations', rule);
      expect(added).toEqual({
        ...{ scopes: null, consent: true, ...rule, id: expect.any(String), client: 'ruled', source: 'api' },
        created_at: expect.any(Number),
      });
    }
    expect(await ids('clients/ruled/delegations')).toHaveLength(3);
    expect(await ids('delegations')).toEqual(['declared.1', ...(await ids('clients/ruled/delegations'))]);
    const [declared] = (await done(store, admin, 'GET', 'clients/declared/delegations'))['items'] as Body[];
    expect(declared).toEqual({
      ...{ id: 'declared.1', client: 'declared', providers: '*', scopes: null, users: { role: 'staff' } },
      ...{ consent: true, source: 'settings', created_at: null },
    });
    const [rule = ''] = await ids('clients/ruled/delegations');
    expectProblem(await send(store, admin, 'DELETE', `clients/grader/delegations/${String(rule)}`), 404, 'not_found');
    await done(store, admin, 'DELETE', `clients/ruled/delegations/${String(rule)}`);
    expectProblem(await send(store, admin, 'DELETE', `clients/ruled/delegations/${String(rule)}`), 404, 'not_found');
    expect(await ids('clients/ruled/delegations')).toHaveLength(2);
  });

  it.each<[string, Body, string]>([
    ['a provider that there is not', { providers: ['idp1', 'nobody'], users: 'all' }, 'providers.1'],
    ['no provider', { providers: [], users: 'all' }, 'providers'],
    ['all providers in a list', { providers: ['*'], users: 'all' }, 'providers.0'],
    ['no scope', { providers: '*', scopes: [], users: 'all' }, 'scopes'],
    ['what is no scope', { providers: '*', scopes: ['a b'], users: 'all' }, 'scopes.0'],
    ['nobody', { providers: '*', users: [] }, 'users'],
    ['no users', { providers: '*' }, 'users'],
    ['anybody', { providers: '*', users: 'anybody' }, 'users'],
    ['two kinds of users', { providers: '*', users: { role: 'a', ids: [] } }, 'users'],
    ['consent by words', { providers: '*', users: 'all', consent: 'false' }, 'consent'],
    ['what is not known', { providers: '*', users: 'all', needs_consent: false }, ''],
  ])('makes no rule for %s', async (_, body, path) => {
    const answer = await send(store, admin, 'POST', 'clients/ruled/delegations', body);
    expectProblem(answer, 400, 'invalid_request');
    expect(jsonOf(answer)['errors']).toEqual([expect.objectContaining({ path })]);
  });

  it('leaves what the settings declare alone', async () => {
    for (const [method, path, body] of [
      ['PATCH', 'clients/declared', { disabled: true }],
      ['POST', 'clients/declared/secret', undefined],
      ['POST', 'clients/declared/delegations', { providers: '*', users: 'all', consent: false }],
      ['DELETE', 'clients/declared/delegations/declared.1', undefined],
      ['DELETE', 'clients/declared', undefined],
    ] as const) {
      expectProblem(await send(store, admin, method, path, body), 403, 'forbidden');
    }
    expect(await ids('clients/declared/delegations')).toEqual(['declared.1']);
  });

  it.each(['nobody', 'constructor', '__proto__', 'a%2Fb', '%20', 'a'.repeat(150)])('knows no client %s', async (id) => {
    for (const [method, path, body] of [
      ['GET', `clients/${id}`, undefined],
      ['GET', `clients/${id}/delegations`, undefined],
      ['PATCH', `clients/${id}`, { disabled: true }],
      ['POST', `clients/${id}/secret`, undefined],
      ['POST', `clients/${id}/delegations`, { providers: '*', users: 'all' }],
      ['DELETE', `clients/${id}/delegations/x`, undefined],
      ['DELETE', `clients/${id}`, undefined],
    ] as const) {
      expectProblem(await send(store, admin, method, path, body), 404, 'not_found');
    }
  });

  it('is for administrators, and tells others nothing', async () => {
    const service = await roleBearer(store, 'gateway', ['service']);
    const { key } = await made(store, admin, { client: 'grader', scopes: undefined });
    const { key: weak } = await made(store, admin, { scopes: ['token', 'api-keys'] });
    for (const [method, path, body] of [
      ['GET', 'clients', undefined],
      ['GET', 'clients/grader', undefined],
      ['GET', 'clients/nobody', undefined],
      ['GET', 'delegations', undefined],
      ['POST', 'clients', { id: 'mine' }],
      ['POST', 'clients/grader/delegations', { providers: '*', users: 'all', consent: false }],
      ['POST', 'clients/grader/secret', undefined],
      ['DELETE', 'clients/grader', undefined],
    ] as const) {
      for (const headers of [await bearer(store, 'alice'), service, shown(key), shown(weak)]) {
        expectProblem(await send(store, headers, method, path, body), 403, 'forbidden');
      }
      expectProblem(await send(store, {}, method, path, body), 401, 'unauthenticated');
    }
    const browser = await signedIn(store, { login: 'alice' });
    const { page } = await browser.json(`${store.base}/api/v2/clients`, { data: { id: 'mine' } });
    expectProblem(page, 403, 'forbidden');
  });

  it('is audited', async () => {
    await done(store, admin, 'POST', 'clients', { id: 'watched' });
    const { id } = await done(store, admin, 'POST', 'clients/watched/delegations', { providers: '*', users: 'all' });
    await done(store, admin, 'DELETE', `clients/watched/delegations/${String(id)}`);
    await done(store, admin, 'POST', 'clients/watched/secret');
    await done(store, admin, 'PATCH', 'clients/watched', { disabled: true });
    await done(store, admin, 'PATCH', 'clients/watched', { disabled: false });
    await done(store, admin, 'DELETE', 'clients/watched');
    const lines = store
      .logged()
      .split('\n')
      .filter((line) => line.includes('"audit":true') && line.includes('watched'));
    expect(lines.map((line) => (JSON.parse(line) as Body)['msg'])).toEqual([
      ...['client: created', 'delegation: created', 'delegation: deleted', 'client: secret renewed'],
      ...['client: disabled', 'client: enabled', 'client: deleted'],
    ]);
    expect(store.logged()).not.toMatch(/tsc_[0-9A-Za-z]/);
  });
});
