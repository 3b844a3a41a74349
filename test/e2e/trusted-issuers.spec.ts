import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { advance, bearer, call, expectProblem, fromNow, jsonOf, rows, whoami, write, type Answer } from './acts.ts';

const JOB = 'system:serviceaccount:jobs:runner';

/** A token as Kubernetes projects it into a pod. */
const projected = {
  sub: JOB,
  aud: ['tokenstore'],
  'kubernetes.io': { namespace: 'jobs', serviceaccount: { name: 'runner' }, warnafter: 1 },
};

describe('trusted issuers', () => {
  let cluster: IdentityProvider;
  let ci: IdentityProvider;
  let store: TestStore;

  beforeAll(async () => {
    [cluster, ci] = await Promise.all([startIdentityProvider(), startIdentityProvider({ discovery: false })]);
    const client = (id: string, issuer: IdentityProvider, subject: string) => ({ id, issuer: issuer.issuer, subject });
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {} },
      env: {
        RATE_LIMIT_ANONYMOUS: 'off',
        ADMIN_ROLES: 'boss',
        TRUSTED_ISSUERS: 'k8s, build-farm',
        K8S_ISSUER: cluster.issuer,
        K8S_AUDIENCE: 'tokenstore, store.example',
        K8S_CLAIMS: 'sub=system:serviceaccount:*:runner*&kubernetes.io.namespace=jobs',
        BUILD_FARM_ISSUER: ci.issuer,
        BUILD_FARM_AUDIENCE: 'tokenstore',
        BUILD_FARM_ROLES: 'boss',
        BUILD_FARM_JWKS_URL: ci.endpoints.jwks,
        CLIENTS: JSON.stringify([
          client('runner', cluster, JOB),
          client('build', ci, 'repo:org/app'),
          client('stray', cluster, 'system:serviceaccount:jobs:stray'),
        ]),
      },
    });
  });

  afterAll(async () => {
    await store.stop();
    await Promise.all([cluster.close(), ci.close()]);
  });

  beforeEach(() => {
    for (const issuer of [cluster, ci, store.login]) issuer.calls.reset();
  });

  type Issue = Parameters<IdentityProvider['issueAccessToken']>;
  /** Without the `typ` of an access token: Kubernetes has none. */
  const issue = (claims: Issue[0] = {}, header: Issue[1] = {}, signing?: Issue[2]) =>
    cluster.issueAccessToken({ ...projected, client_id: undefined, ...claims }, { typ: 'JWT', ...header }, signing);
  const send = (token: string, path = '/api/whoami') =>
    call(store.base + path, { headers: { authorization: `Bearer ${token}` } });

  async function refused(token: string): Promise<Answer> {
    const users = await rows(store, 'SELECT id FROM users');
    const answer = await send(token);
    expectProblem(answer, 401, 'unauthenticated');
    expect(await rows(store, 'SELECT id FROM users')).toEqual(users);
    // Whether a client is known, and what the rules are, is nobody's business.
    expect(answer.body).not.toMatch(/runner|jobs|claim|register/i);
    return answer;
  }

  it('speak of clients, never of users', async () => {
    const answer = await send(await issue());
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({ id: 'runner', email: null, roles: [], scopes: ['token', 'act-as'] });
    expect(await rows(store, 'SELECT id FROM users')).toEqual([]);
    expectProblem(await send(await issue(), '/api/v2/grants'), 403, 'forbidden');
  });

  it('may have roles that the settings give, and none that the token claims', async () => {
    const farm = await ci.issueAccessToken({ sub: 'repo:org/app', aud: 'tokenstore' }, { typ: 'JWT' });
    expect(jsonOf(await send(farm))).toMatchObject({
      id: 'build',
      roles: ['boss'],
      scopes: ['token', 'act-as', 'admin'],
    });
    const answer = await send(await issue({ roles: ['boss'] }));
    expect(jsonOf(answer)).toMatchObject({ roles: [], scopes: ['token', 'act-as'] });
  });

  it('need no discovery where the settings name the keys', async () => {
    const farm = await ci.issueAccessToken({ sub: 'repo:org/app', aud: 'tokenstore' });
    expect((await send(farm)).status).toBe(200);
    expect(ci.calls.discovery).toBe(0);
  });

  it.each<[string, Issue[0], Issue[1]?]>([
    ['another audience', { aud: 'somebody-else' }],
    ['the audience of users', { aud: 'tokenstore-api' }],
    ['no audience', { aud: undefined }],
    ['an audience that begins alike', { aud: 'tokenstore.evil' }],
    ['a namespace that no rule allows', { 'kubernetes.io': { namespace: 'other' } }],
    ['no namespace', { 'kubernetes.io': {} }],
    ['a namespace that only its name makes look right', { 'kubernetes.io': undefined, kubernetes: { io: 'jobs' } }],
    ['a subject that no rule allows', { sub: 'system:serviceaccount:jobs:stray' }],
    ['a subject that is no client', { sub: 'system:serviceaccount:jobs:runner-2' }],
    ['a subject in other letters', { sub: JOB.toUpperCase() }],
    ['no subject', { sub: undefined }],
    ['a subject that is a list', { sub: [JOB] }],
    ['an end that is past', { exp: -75 }],
    ['no end', { exp: undefined }],
    ['a begin to come', { nbf: 75 }],
    ['a key that it must be shown with', { cnf: { jkt: 'x' } }],
    ['the marks of an ID token', { at_hash: 'x' }],
    ['no signature', {}, { alg: 'none' }],
    ['an HMAC with the public key', {}, { alg: 'HS256' }],
    ['a key that nobody knows', {}, { kid: 'unknown' }],
  ])('are refused a token with %s', async (_, claims, header = {}) => {
    await refused(await issue(fromNow(claims), header));
  });

  it('are refused a token that a stranger signed', async () => {
    await refused(await issue({}, {}, { signedBy: 'stranger' }));
  });

  it('sign for themselves alone', async () => {
    // Each is trusted, and none may speak in another's name.
    await refused(
      await cluster.issueAccessToken({ ...projected, iss: ci.issuer, sub: 'repo:org/app', aud: 'tokenstore' }),
    );
    await refused(await cluster.issueAccessToken({ iss: store.login.issuer, sub: 'alice', aud: 'tokenstore-api' }));
    await refused(await store.login.issueAccessToken({ ...projected, iss: cluster.issuer }));
    await refused(await issue({ iss: `${cluster.issuer}/` }));
    // A subject counts with its own issuer only.
    await refused(await ci.issueAccessToken({ ...projected, aud: 'tokenstore' }));
  });

  it('do not change what the login issuer says: its subjects are users, whatever they are called', async () => {
    const answer = await call(whoami(store), { headers: await bearer(store, JOB) });
    expect(jsonOf(answer)).toMatchObject({ claims: { iss: store.login.issuer, sub: JOB } });
    expect(jsonOf(answer)['id']).not.toBe('runner');
    await write(store, 'DELETE FROM users RETURNING id');
  });

  it('are asked for their keys once, however many unknown ones are named', async () => {
    const fresh = await startStore({
      databaseUrl: 'sqlite://:memory:',
      env: {
        RATE_LIMIT_ANONYMOUS: 'off',
        TRUSTED_ISSUERS: 'k8s',
        K8S_ISSUER: cluster.issuer,
        K8S_AUDIENCE: 'tokenstore',
        CLIENTS: JSON.stringify([{ id: 'runner', issuer: cluster.issuer, subject: JOB }]),
      },
    });
    try {
      const forged = await Promise.all(Array.from({ length: 100 }, (_, i) => issue({}, { kid: `k${i}` })));
      const answers = await Promise.all(
        forged.map((token) => call(whoami(fresh), { headers: { authorization: `Bearer ${token}` } })),
      );
      for (const answer of answers) expectProblem(answer, 401, 'unauthenticated');
      expect(cluster.calls).toMatchObject({ jwks: 1, discovery: 1 });
      const good = { authorization: `Bearer ${await issue()}` };
      expect((await call(whoami(fresh), { headers: good })).status).toBe(200);
      expect(fresh.login.calls).toMatchObject({ jwks: 0, discovery: 0 });
    } finally {
      await fresh.stop();
    }
  });

  it('that are out of order are told from a bad token: 503, and the login issuer works on', async () => {
    const other = await startIdentityProvider();
    await other.goDown();
    const fresh = await startStore({
      databaseUrl: 'sqlite://:memory:',
      env: {
        TRUSTED_ISSUERS: 'k8s',
        K8S_ISSUER: other.issuer,
        K8S_AUDIENCE: 'tokenstore',
        CLIENTS: JSON.stringify([{ id: 'runner', issuer: other.issuer, subject: JOB }]),
      },
    });
    try {
      const headers = { authorization: `Bearer ${await other.issueAccessToken({ ...projected })}` };
      expectProblem(await call(whoami(fresh), { headers }), 503, 'provider_unavailable');
      expect((await call(whoami(fresh), { headers: await bearer(fresh, 'alice') })).status).toBe(200);
      await other.comeUp();
      advance(fresh, 3_000);
      expect((await call(whoami(fresh), { headers })).status).toBe(200);
    } finally {
      await fresh.stop();
      await other.close();
    }
  });

  it('lose a client that is disabled at once', async () => {
    await write(
      store,
      `INSERT INTO clients (id, name, issuer, subject, created_at)
       VALUES ('extra', 'Extra', '${cluster.issuer}', '${JOB}-9', 1) RETURNING id`,
    );
    const token = await issue({ sub: `${JOB}-9` });
    expect(jsonOf(await send(token))).toMatchObject({ id: 'extra' });
    await write(store, "UPDATE clients SET disabled_at = 1 WHERE id = 'extra' RETURNING id");
    await refused(token);
  });
});
