import { expect } from '@jest/globals';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { startStore, type Env, type TestStore, type TestStoreOptions } from '../support/store.ts';
import { call, jsonOf, link, signedIn, type Answer } from './acts.ts';
import { roleBearer, type Body, type Headers } from './api-key-acts.ts';

/** What services and their administrators do in these tests. */

const person = (sub: string, roles: string[]) => ({
  ...{ sub, roles, name: `${sub} Example`, email: `${sub}@example.org`, preferred_username: sub },
});

/** alice is of the staff, bob a guest; dora connects no account. */
const PEOPLE = [person('alice', ['staff']), person('bob', ['guest']), person('dora', ['staff'])];

export interface Cluster {
  store: TestStore;
  /** An issuer of service accounts' tokens, `TRUSTED_ISSUERS=k8s`. */
  k8s: IdentityProvider;
  admin: Headers;
  stop(): Promise<void>;
}

export const clientsSetting = (clients: readonly Body[]): Env => ({ CLIENTS: JSON.stringify(clients) });

export function clusterEnv(k8s: IdentityProvider): Env {
  return {
    ...{ ADMIN_ROLES: 'boss', SERVICE_ROLES: 'service', TRUSTED_ISSUERS: 'k8s' },
    ...{ K8S_ISSUER: k8s.issuer, K8S_AUDIENCE: 'tokenstore', IDP1_SCOPE: 'openid offline_access read write' },
  };
}

/** A store with two providers, an issuer of service accounts, and alice and bob who connected accounts at idp1. */
export async function startCluster(
  env: (k8s: IdentityProvider) => Env = () => ({}),
  options: Partial<TestStoreOptions> = {},
): Promise<Cluster> {
  const k8s = await startIdentityProvider({ name: 'k8s', audience: 'tokenstore' });
  const store = await startStore({
    databaseUrl: 'sqlite://:memory:',
    providers: { idp1: {}, idp2: {} },
    login: { accounts: PEOPLE },
    ...options,
    env: { ...clusterEnv(k8s), ...env(k8s) },
  });
  for (const login of ['alice', 'bob']) await link(store, await signedIn(store, { login }), 'idp1', { login: 'alice' });
  await signedIn(store, { login: 'dora' });
  return {
    store,
    k8s,
    admin: await roleBearer(store, 'root', ['boss']),
    async stop() {
      await store.stop();
      await k8s.close();
    },
  };
}

/** What a pod sends whose service account token is projected into it. */
export async function pod(k8s: IdentityProvider, subject: string, onBehalfOf?: string): Promise<Headers> {
  const token = await k8s.issueAccessToken({ sub: subject, aud: ['tokenstore'] }, { typ: 'JWT' });
  return { authorization: `Bearer ${token}`, ...(onBehalfOf !== undefined && { 'on-behalf-of': onBehalfOf }) };
}

export const send = (store: TestStore, headers: Headers, method: string, path: string, body?: unknown) =>
  call(`${store.base}/api/v2/${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Sends what must succeed. */
export async function done(...[store, headers, method, path, body]: Parameters<typeof send>): Promise<Body> {
  const answer = await send(store, headers, method, path, body);
  expect({ status: answer.status < 300, body: answer.body }).toMatchObject({ status: true });
  return answer.body === '' ? {} : jsonOf(answer);
}

export const token = (store: TestStore, headers: Headers, provider = 'idp1'): Promise<Answer> =>
  call(`${store.base}/api/v2/token/${provider}`, { headers });

/** A person's browser consents, as a page of ours would let it. */
export async function consent(store: TestStore, login: string, body: Body): Promise<Body> {
  const browser = await signedIn(store, { login });
  const { status, data } = await browser.json(`${store.base}/api/v2/consents`, { data: body });
  expect({ status, data }).toMatchObject({ status: 201 });
  return data as Body;
}
