import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databases } from '../support/databases.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { bearer, call, expectProblem, jsonOf, rows, signedIn, write, type Answer } from './acts.ts';
import { made, roleBearer, shown, userId, type Body, type Headers } from './api-key-acts.ts';
import {
  clientsSetting,
  clusterEnv,
  consent,
  done,
  pod,
  send,
  startCluster,
  token,
  type Cluster,
} from './delegation-acts.ts';

const JOB = 'system:serviceaccount:jobs:runner';

/** What an answer says, apart from which request it answers. */
function said({ status, headers, body }: Answer): unknown {
  const rest = Object.fromEntries(Object.entries(JSON.parse(body) as Body).filter(([name]) => name !== 'request_id'));
  return { status, rest, type: headers['content-type'], length: headers['content-length'] };
}

describe('delegation', () => {
  let cluster: Cluster;
  let store: TestStore;
  let admin: Headers;
  let aliceId: string;
  let bobId: string;

  beforeAll(async () => {
    cluster = await startCluster(({ issuer }) =>
      clientsSetting([
        {
          ...{ id: 'runner', name: 'Job runner', issuer, subject: JOB },
          rules: [{ providers: ['idp1'], scopes: ['read'], users: ['alice'], consent: false }],
        },
        { id: 'asker', issuer, subject: 'asker', rules: [{ providers: ['idp1'], users: ['alice', 'bob', 'dora'] }] },
      ]),
    );
    ({ store, admin } = cluster);
    aliceId = await userId(store, 'alice');
    bobId = await userId(store, 'bob');
  });

  afterAll(() => cluster.stop());

  const as = (subject: string, user?: string) => pod(cluster.k8s, subject, user);

  /** A client that was registered with these rules, and its key for a user. */
  async function registered(id: string, ...rules: Body[]): Promise<(user: string) => Headers> {
    await done(store, admin, 'POST', 'clients', { id });
    for (const rule of rules) await done(store, admin, 'POST', `clients/${id}/delegations`, rule);
    const { key } = await made(store, admin, { client: id, scopes: undefined });
    return (user) => ({ ...shown(key), 'on-behalf-of': user });
  }

  describe('a service account', () => {
    it('obtains exactly what its rule allows', async () => {
      for (const user of ['alice', aliceId]) {
        const answer = await token(store, await as(JOB, user));
        expect(answer.status).toBe(200);
        expect(jsonOf(answer)['scope']).toBe('read');
      }
      expectProblem(await token(store, await as(JOB, 'bob')), 403, 'forbidden');
      expectProblem(await token(store, await as(JOB, 'alice'), 'idp2'), 403, 'forbidden');
      expectProblem(await token(store, await as(JOB, 'alice'), 'nobody'), 404, 'unknown_provider');
      expectProblem(await token(store, await as(JOB)), 403, 'forbidden');
      for (const scope of ['write', 'read write', 'openid']) {
        const url = `${store.base}/api/v2/token/idp1?scope=${encodeURIComponent(scope)}`;
        expectProblem(await call(url, { headers: await as(JOB, 'alice') }), 403, 'forbidden');
      }
      expectProblem(await token(store, await as('system:serviceaccount:jobs:other', 'alice')), 401, 'unauthenticated');
    });

    it('is named in the audit together with the user', async () => {
      const answer = await token(store, await as(JOB, 'alice'));
      const line = store
        .logged()
        .split('\n')
        .findLast((one) => one.includes(String(answer.headers['x-request-id'])) && one.includes('"audit":true'));
      expect(JSON.parse(line ?? '{}')).toMatchObject({
        ...{ action: 'token', outcome: 'given', userId: aliceId, provider: 'idp1', scope: 'read' },
        actor: { kind: 'client', id: 'runner', via: 'bearer' },
      });
    });
  });

  describe('a rule', () => {
    it.each<[string, unknown, string[]]>([
      ['all', 'all', ['alice', 'bob']],
      ['a role', { role: 'staff' }, ['alice']],
      ['a role that nobody has', { role: 'boss' }, []],
      ['a user by subject', ['bob'], ['bob']],
      ['a user in other letters', ['Bob'], []],
      ['a star', ['*'], []],
    ])('for %s reaches those and no others', async (name, users, reached) => {
      const key = await registered(`rule-${name.replaceAll(' ', '-')}`, { providers: ['idp1'], users, consent: false });
      for (const user of ['alice', 'bob']) {
        expect([user, (await token(store, key(user))).status]).toEqual([user, reached.includes(user) ? 200 : 403]);
      }
    });

    it('for a user by id reaches that user, and not one who has the id as a subject', async () => {
      const key = await registered('by-id', { providers: '*', users: [bobId], consent: false });
      // Somebody who may choose their subject at the login issuer takes bob's id.
      await call(`${store.base}/api/whoami`, { headers: await bearer(store, bobId) });
      expect((await rows(store, `SELECT id FROM users WHERE subject = '${bobId}'`)).length).toBe(1);
      for (const user of ['bob', bobId]) {
        const answer = await token(store, key(user));
        expect(answer.status).toBe(200);
      }
      expectProblem(await token(store, key('alice')), 403, 'forbidden');
    });

    it('counts by the roles of the last sign-in', async () => {
      const key = await registered('by-role', { providers: ['idp1'], users: { role: 'guest' }, consent: false });
      expectProblem(await token(store, key('alice')), 403, 'forbidden');
      await write(store, `UPDATE users SET roles = '["guest"]' WHERE id = '${aliceId}' RETURNING id`);
      expect((await token(store, key('alice'))).status).toBe(200);
      await signedIn(store, { login: 'alice' });
      expectProblem(await token(store, key('alice')), 403, 'forbidden');
    });

    it('adds to others: the union of what each gives', async () => {
      const users = ['alice'];
      const key = await registered(
        'union',
        ...[{ scopes: ['read'] }, { scopes: ['openid'] }, { scopes: ['write'], users: ['bob'] }].map((rule) => ({
          ...{ providers: ['idp1'], users, consent: false },
          ...rule,
        })),
        { providers: ['idp2'], scopes: ['write'], users, consent: false },
      );
      const { scope } = jsonOf(await token(store, key('alice')));
      expect(String(scope).split(' ').sort()).toEqual(['openid', 'read']);
      await done(store, admin, 'POST', 'clients/union/delegations', { providers: '*', users, consent: false });
      expect(String(jsonOf(await token(store, key('alice')))['scope'])).toContain('write');
    });

    it('of scopes that were not granted gives nothing, not more', async () => {
      const key = await registered('strange', { providers: ['idp1'], scopes: ['admin'], users: 'all', consent: false });
      expectProblem(await token(store, key('alice')), 403, 'forbidden');
    });

    it('gives no client a token without naming a user, nor a user’s own rights', async () => {
      const key = await registered('bare', { providers: '*', users: 'all', consent: false });
      const alone = { authorization: key('')['authorization'] ?? '' };
      expectProblem(await token(store, alone), 403, 'forbidden');
      for (const path of ['grants', 'consents', 'clients', 'api-keys']) {
        expectProblem(await send(store, key('alice'), 'GET', path), 403, 'forbidden');
        expectProblem(await send(store, alone, 'GET', path), 403, 'forbidden');
      }
    });

    it('is bounded by the key that the client shows', async () => {
      await registered('bounded', { providers: '*', users: 'all', consent: false });
      for (const [rights, status] of [
        [{ scopes: ['token', 'act-as'], providers: ['idp1'] }, 200],
        [{ scopes: ['token', 'act-as'], providers: ['idp2'] }, 403],
        [{ scopes: ['token:idp2', 'act-as'] }, 403],
        [{ scopes: ['token'] }, 403],
      ] as const) {
        const { key } = await made(store, admin, { client: 'bounded', ...rights });
        expect((await token(store, { ...shown(key), 'on-behalf-of': 'alice' })).status).toBe(status);
      }
    });
  });

  describe('consent', () => {
    const page = () => `${store.base}/consent?client=asker&provider=idp1`;

    it('is asked for where the rule says so, counts while it is there, and bounds the scopes', async () => {
      const refused = await token(store, await as('asker', 'alice'));
      expectProblem(refused, 403, 'forbidden');
      expect(jsonOf(refused)['consent']).toBe(page());

      const { id } = await consent(store, 'alice', { client: 'asker', provider: 'idp1', scopes: ['read'] });
      expect(jsonOf(await token(store, await as('asker', 'alice')))['scope']).toBe('read');
      expectProblem(await token(store, await as('asker', 'bob')), 403, 'forbidden');

      await consent(store, 'alice', { client: 'asker', provider: 'idp1' });
      expect(String(jsonOf(await token(store, await as('asker', 'alice')))['scope'])).toContain('write');
      const own = await done(store, await bearer(store, 'alice'), 'GET', 'consents');
      const [given] = own['items'] as Body[];
      expect(given).toMatchObject({ client: { id: 'asker', name: 'asker' }, provider: 'idp1', scopes: null });
      expect(given?.['id']).not.toBe(id);

      await done(store, await bearer(store, 'alice'), 'DELETE', `consents/${String(given?.['id'])}`);
      expectProblem(await token(store, await as('asker', 'alice')), 403, 'forbidden');
    });

    it('is a person’s at a browser: no bearer, no key, no page of another site gives it', async () => {
      const body = { client: 'asker', provider: 'idp1' };
      const { key } = await made(store, await bearer(store, 'alice'), { scopes: ['grants:write'] });
      for (const headers of [await bearer(store, 'alice'), shown(key)]) {
        expectProblem(await send(store, headers, 'POST', 'consents', body), 403, 'forbidden');
      }
      const browser = await signedIn(store, { login: 'alice' });
      const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      const { page: answer } = await browser.json(`${store.base}/api/v2/consents`, { data: body, headers: evil });
      expectProblem(answer, 403, 'csrf');
      expectProblem(await send(store, {}, 'POST', 'consents', body), 401, 'unauthenticated');
      expectProblem(await token(store, await as('asker', 'alice')), 403, 'forbidden');
    });

    it.each<[string, Body, number]>([
      ['a client that there is not', { client: 'nobody', provider: 'idp1' }, 404],
      ['a provider that there is not', { client: 'asker', provider: 'nobody' }, 404],
      ['a provider of no rule', { client: 'asker', provider: 'idp2' }, 404],
      ['a client whose rule wants none', { client: 'runner', provider: 'idp1' }, 404],
      ['text that no database keeps', { client: 'as\0ker', provider: 'idp1\0' }, 404],
      ['no scope', { client: 'asker', provider: 'idp1', scopes: [] }, 400],
      ['what is no scope', { client: 'asker', provider: 'idp1', scopes: ['a b'] }, 400],
      ['more than it says', { client: 'asker', provider: 'idp1', other: 1 }, 400],
    ])('is not given for %s', async (_, data, status) => {
      const browser = await signedIn(store, { login: 'alice' });
      const { page: answer } = await browser.json(`${store.base}/api/v2/consents`, { data });
      expectProblem(answer, status, status === 404 ? 'not_found' : 'invalid_request');
      expect(await rows(store, `SELECT id FROM consents WHERE client_id <> 'asker'`)).toEqual([]);
    });

    it('is given for no more scopes than the client asks for, and does not grow with the rule', async () => {
      const rule = { providers: ['idp1'], users: ['alice'], consent: true };
      const key = await registered('growing', { ...rule, scopes: ['read'] });
      const browser = await signedIn(store, { login: 'alice' });
      const ask = { client: 'growing', provider: 'idp1', scopes: ['read', 'write'] };
      const { page: answer } = await browser.json(`${store.base}/api/v2/consents`, { data: ask });
      expectProblem(answer, 400, 'invalid_request');
      expect(jsonOf(answer)['errors']).toEqual([expect.objectContaining({ path: 'scopes' })]);

      expect(await consent(store, 'alice', { client: 'growing', provider: 'idp1' })).toMatchObject({
        scopes: ['read'],
      });
      await done(store, admin, 'POST', 'clients/growing/delegations', { ...rule, scopes: ['write'] });
      expect(jsonOf(await token(store, key('alice')))['scope']).toBe('read');
    });

    it('of another is nobody’s to see or to withdraw', async () => {
      const { id } = await consent(store, 'alice', { client: 'asker', provider: 'idp1' });
      const bob = await bearer(store, 'bob');
      expect((await done(store, bob, 'GET', 'consents'))['items']).toEqual([]);
      for (const one of [String(id), 'nothing', '%27']) {
        expectProblem(await send(store, bob, 'DELETE', `consents/${one}`), 404, 'not_found');
      }
      expect((await token(store, await as('asker', 'alice'))).status).toBe(200);
      await done(store, await bearer(store, 'alice'), 'DELETE', `consents/${String(id)}`);
    });
  });

  describe('nobody learns who is there', () => {
    it.each(['asker', JOB])('from the refusals of %s: all are the same', async (subject) => {
      const names = ['bob', bobId, 'dora', 'root', 'nobody', crypto.randomUUID(), '*', 'x'.repeat(4000), "' OR 1=1 --"];
      await write(store, `UPDATE users SET disabled_at = 1 WHERE subject = 'root' RETURNING id`);
      try {
        const refusals = await Promise.all(
          names.map(async (name) => said(await token(store, await as(subject, name)))),
        );
        expect(new Set(refusals.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(refusals[0])]));
        expect(refusals[0]).toMatchObject({ status: 403, rest: { code: 'forbidden' } });
      } finally {
        await write(store, `UPDATE users SET disabled_at = NULL WHERE subject = 'root' RETURNING id`);
      }
    });

    it('nor who was disabled: they are served no more, and are like nobody', async () => {
      const key = await registered('leavers', { providers: ['idp1'], users: 'all', consent: false });
      expect((await token(store, key('bob'))).status).toBe(200);
      await write(store, `UPDATE users SET disabled_at = 1 WHERE id = '${bobId}' RETURNING id`);
      try {
        expect(said(await token(store, key('bob')))).toEqual(said(await token(store, key('nobody'))));
      } finally {
        await write(store, `UPDATE users SET disabled_at = NULL WHERE id = '${bobId}' RETURNING id`);
      }
      expect((await token(store, key('bob'))).status).toBe(200);
    });

    it('and a client that may know learns what a user would', async () => {
      const key = await registered('knows', { providers: '*', users: { role: 'staff' }, consent: false });
      expectProblem(await token(store, key('dora')), 404, 'not_linked');
    });

    it('not by a name that is known at another issuer only', async () => {
      const key = await registered('names', { providers: '*', users: 'all', consent: false });
      await write(
        store,
        `INSERT INTO users (id, issuer, subject, roles, created_at, seen_at)
         VALUES ('local-eve', 'local', 'eve', '[]', 1, 1) RETURNING id`,
      );
      expectProblem(await token(store, key('eve')), 403, 'forbidden');
      expectProblem(await token(store, key('local-eve')), 404, 'not_linked');
    });
  });

  describe('a user with a role of SERVICE_ROLES', () => {
    it('obtains all of any user’s, by subject or id', async () => {
      const service = await roleBearer(store, 'gateway', ['service']);
      for (const user of ['alice', bobId]) {
        const answer = await token(store, { ...service, 'on-behalf-of': user });
        expect(String(jsonOf(answer)['scope'])).toContain('write');
      }
      for (const user of ['nobody', crypto.randomUUID()]) {
        expectProblem(await token(store, { ...service, 'on-behalf-of': user }), 404, 'not_found');
      }
      await write(store, `UPDATE users SET disabled_at = 1 WHERE subject = 'bob' RETURNING id`);
      expectProblem(await token(store, { ...service, 'on-behalf-of': 'bob' }), 404, 'not_found');
      await write(store, `UPDATE users SET disabled_at = NULL WHERE subject = 'bob' RETURNING id`);
      expectProblem(await token(store, { ...service, 'on-behalf-of': 'gateway' }), 404, 'not_linked');
    });

    it('is alone in that: others are refused, whomever they name', async () => {
      const headers = await bearer(store, 'bob');
      const refusals = await Promise.all(
        ['alice', aliceId, 'nobody'].map(async (name) =>
          said(await token(store, { ...headers, 'on-behalf-of': name })),
        ),
      );
      expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(refusals[0]).toMatchObject({ status: 403 });
      expect((await token(store, { ...headers, 'on-behalf-of': bobId })).status).toBe(200);
    });
  });
});

describe.each(databases)('two replicas on $name', ({ fresh }) => {
  it('agree at once: on a consent withdrawn, a rule and a client deleted or disabled, a secret renewed', async () => {
    const database = await fresh();
    const cluster = await startCluster(() => ({}), { databaseUrl: database.url });
    const two = await startStore({
      ...{ databaseUrl: database.url, providers: { idp1: {}, idp2: {} } },
      env: { ...clusterEnv(cluster.k8s), OIDC_DISCOVERY_URL: cluster.store.login.issuer },
    });
    const { store: one, admin } = cluster;
    try {
      await done(one, admin, 'POST', 'clients', { id: 'batch', issuer: cluster.k8s.issuer, subject: 'batch' });
      const rule = { providers: ['idp1'], users: 'all' };
      const { id: ruleId } = await done(one, admin, 'POST', 'clients/batch/delegations', rule);
      const { key } = await made(one, admin, { client: 'batch', scopes: undefined });
      const headers = { ...shown(key), 'on-behalf-of': 'alice' };
      const status = async () => (await token(two, headers)).status;

      expect(await status()).toBe(403);
      const { id } = await consent(one, 'alice', { client: 'batch', provider: 'idp1' });
      expect(await status()).toBe(200);
      await done(one, await bearer(one, 'alice'), 'DELETE', `consents/${String(id)}`);
      expect(await status()).toBe(403);
      await consent(one, 'alice', { client: 'batch', provider: 'idp1' });
      expect(await status()).toBe(200);
      await done(one, admin, 'DELETE', `clients/batch/delegations/${String(ruleId)}`);
      expect(await status()).toBe(403);
      await done(one, admin, 'POST', 'clients/batch/delegations', rule);
      expect(await status()).toBe(200);
      await done(one, admin, 'PATCH', 'clients/batch', { disabled: true });
      expect([await status(), (await token(two, await pod(cluster.k8s, 'batch', 'alice'))).status]).toEqual([401, 401]);
      await done(one, admin, 'PATCH', 'clients/batch', { disabled: false });
      expect([await status(), (await token(two, await pod(cluster.k8s, 'batch', 'alice'))).status]).toEqual([200, 200]);
      await done(one, admin, 'DELETE', 'clients/batch');
      expect([await status(), (await token(two, await pod(cluster.k8s, 'batch', 'alice'))).status]).toEqual([401, 401]);
      for (const table of ['delegations', 'consents', 'api_keys']) {
        expect(await rows(one, `SELECT id FROM ${table} WHERE client_id = 'batch'`)).toEqual([]);
      }
      await done(one, admin, 'POST', 'clients', { id: 'batch' });
      expect(await status()).toBe(401);
    } finally {
      await two.stop();
      await cluster.stop();
      await database.drop();
    }
  });
});
