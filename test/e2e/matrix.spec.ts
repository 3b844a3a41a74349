import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, randomBase62 } from '../../src/crypto/random.ts';
import { ManageWebhooks } from '../../src/grants/notifications/manage-webhooks.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { routesOf } from '../support/routes.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { call, jsonOf, write, type Answer } from './acts.ts';
import { userId } from './api-key-acts.ts';
import { CLIENTS, credentials, type Credential } from './matrix/credentials.ts';
import { DEMANDS, type Demand, type Thing } from './matrix/routes.ts';

/** How the store takes a request, as far as rights go. */
type Outcome = 'unauthenticated' | 'forbidden' | 'csrf' | 'not_found' | 'let in';
/** Whose thing the path names, and whom the request is for. */
const TARGETS = ['own', 'another’s', 'absent', 'own, on behalf of alice'] as const;
type Target = (typeof TARGETS)[number];

const PROVIDER = 'idp1';
const REFUSALS: readonly string[] = ['unauthenticated', 'forbidden', 'csrf', 'not_found'] satisfies Outcome[];
const SAFE = ['GET', 'HEAD'];
/** Of one provider. */
const BOUND_THINGS: readonly Thing[] = ['grant', 'device link', 'consent'];
/** Anybody's, for those who administer. */
const PUBLIC_THINGS: readonly (Thing | undefined)[] = [
  ...(['user', 'client', 'rule', 'workshop', 'any grant', 'webhook', 'webhook event'] as const),
];

describe('every credential at every route', () => {
  let store: TestStore;
  let k8s: IdentityProvider;
  let all: Credential[];
  let bob: string;

  beforeAll(async () => {
    k8s = await startIdentityProvider({ name: 'k8s', audience: 'tokenstore' });
    store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      providers: { idp1: {}, idp2: {} },
      env: {
        ...{ RATE_LIMIT: 'off', RATE_LIMIT_ANONYMOUS: 'off', ADMIN_ROLES: 'boss', SERVICE_ROLES: 'service' },
        ...{
          LOCAL_ACCOUNTS: 'true',
          WORKSHOP: 'true',
          TRUSTED_ISSUERS: 'k8s',
          K8S_ISSUER: k8s.issuer,
          K8S_AUDIENCE: 'tokenstore',
        },
        CLIENTS: CLIENTS(k8s.issuer),
      },
    });
    all = await credentials(store, k8s);
    const token = await store.login.issueAccessToken({ sub: 'bob', aud: 'tokenstore-api' });
    await call(`${store.base}/api/whoami`, { headers: { authorization: `Bearer ${token}` } });
    bob = await userId(store, 'bob');
  });

  afterAll(async () => {
    await store.stop();
    await k8s.close();
  });

  /** A thing of a user's, made for one request. @returns its id */
  async function make(thing: Thing, owner: string): Promise<string> {
    const id = thing === 'api-key' ? randomBase62(12) : newId();
    const into = (table: string, row: Record<string, string | number | boolean>) =>
      write(
        store,
        `INSERT INTO ${table} (${Object.keys(row).join(', ')})
         VALUES (${Object.values(row)
           .map((value) => `'${value}'`)
           .join(', ')}) RETURNING 1 AS made`,
      );
    switch (thing) {
      case 'grant':
      case 'any grant':
        await into('grants', {
          ...{ id, user_id: owner, provider: PROVIDER, account: id, status: 'active', linked_at: 1, created_at: 1 },
        });
        return id;
      case 'device link':
        await into('device_links', {
          ...{ id, user_id: owner, provider: PROVIDER, scope: 'openid', status: 'linked', grant_id: id },
          ...{ poll_interval: 5_000, next_poll_at: 1, expires_at: 1 },
        });
        return id;
      case 'api-key':
        await into('api_keys', { id, secret_hash: 'x', user_id: owner, name: 'x', scopes: '[]', created_at: 1 });
        return id;
      case 'consent':
        await into('consents', { id, user_id: owner, client_id: id, provider: PROVIDER, created_at: 1 });
        return id;
      case 'webhook':
      case 'webhook event': {
        const { webhook } = await store.service.app
          .get(ManageWebhooks, { strict: false })
          .add(undefined, { url: 'https://receiver.invalid/', description: undefined, events: ['provider.failing'] });
        if (thing === 'webhook') return webhook.id;
        await into('webhook_deliveries', {
          ...{
            webhook_id: webhook.id,
            event_id: webhook.id,
            type: 'webhook.test',
            subject: 'x',
            position: 1,
            data: '{}',
          },
          ...{ occurred_at: 1, status: 'delivered', attempts: 1, next_attempt_at: 1 },
        });
        return webhook.id;
      }
      case 'workshop': {
        const end = Date.now() + 86_400_000;
        await into('workshops', {
          ...{ code: id, name: 'x', places: 1, starts_at: 1, ends_at: end, keeps_passwords: 0, created_at: 1 },
        });
        const name = `p-${id.slice(0, 8)}`;
        await into('local_accounts', { name, password_hash: 'x', roles: '[]', created_at: 1 });
        await into('workshop_registrations', {
          ...{ name, workshop: id, first_name: 'x', last_name: 'x', email: id, htpasswd_hash: 'x', created_at: 1 },
        });
        return id;
      }
      case 'user':
        return owner;
      case 'client':
      case 'rule':
        await into('clients', { id, name: 'x', created_at: 1 });
        if (thing === 'rule') {
          await into('delegations', {
            ...{
              id,
              client_id: id,
              providers: '["*"]',
              users_kind: 'all',
              users: '[]',
              needs_consent: 1,
              created_at: 1,
            },
          });
        }
        return id;
    }
  }

  /** What must come of it: http-api.md in twenty lines. */
  function expected(method: string, demand: Demand, credential: Credential, target: Target): Outcome {
    const { right, of } = demand;
    const isOnBehalf = target === 'own, on behalf of alice';
    if (credential.isBad) return 'unauthenticated';
    if (credential.isCrossSite && !SAFE.includes(method)) return 'csrf';
    if (isOnBehalf && !demand.onBehalf) return 'forbidden';
    if (credential.isClient && !demand.clients) return 'forbidden';
    if (right !== 'signed-in' && right !== 'nobody' && !credential.scopes.includes(right)) return 'forbidden';
    if (demand.ofUsers !== undefined && !credential.isClient && !credential.scopes.includes(demand.ofUsers))
      return 'forbidden';
    if (demand.provider && credential.providers?.includes(PROVIDER) === false) return 'forbidden';
    if (right === 'token' && credential.tokensOf?.includes(PROVIDER) === false) return 'forbidden';
    if (isOnBehalf && !credential.actsForAlice) return 'forbidden';
    if (demand.onBehalf && credential.isClient && !isOnBehalf) return 'forbidden';
    if (of === undefined) return 'let in';
    if (target === 'absent') return 'not_found';
    if (target === 'another’s' && !PUBLIC_THINGS.includes(of) && !mayTouchOthers(of, credential)) return 'not_found';
    // A key for another provider may not know of it.
    if (BOUND_THINGS.includes(of) && credential.providers?.includes(PROVIDER) === false) return 'not_found';
    return 'let in';
  }

  const mayTouchOthers = (of: Thing, { scopes }: Credential): boolean => of === 'api-key' && scopes.includes('admin');

  async function send(route: string, demand: Demand, credential: Credential, target: Target): Promise<Answer> {
    const [method = '', pattern = ''] = route.split(' ');
    const owner = target === 'another’s' ? bob : (credential.userId ?? bob);
    const id =
      demand.of === undefined || credential.isBad
        ? newId()
        : target === 'absent'
          ? newId()
          : await make(demand.of, owner);
    const path = pattern
      .replace(':provider', PROVIDER)
      .replace(':client', demand.of === undefined ? 'runner' : id)
      .replaceAll(/:(id|rule|webhook|event|code)/g, id)
      .replace(':name', `p-${id.slice(0, 8)}`);
    const headers = { ...credential.headers, ...(target.endsWith('alice') && { 'on-behalf-of': 'alice' }) };
    if (demand.body === undefined) return call(store.base + path, { method, headers });
    const json = { ...headers, 'content-type': 'application/json' };
    return call(store.base + path, { method, headers: json, body: JSON.stringify(demand.body) });
  }

  function outcomeOf(answer: Answer): Outcome {
    expect(answer.status).toBeLessThan(500);
    const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json');
    const code = isProblem ? String(jsonOf(answer)['code']) : '';
    return REFUSALS.includes(code) ? (code as Outcome) : 'let in';
  }

  it('knows every route', () => {
    const routes = routesOf(store).filter((route) => !route.startsWith('HEAD ') && !route.includes('/api/docs'));
    expect(routes.sort()).toEqual(Object.keys(DEMANDS).sort());
  });

  it('lets in whom it should, and nobody else', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const [route, demand] of Object.entries(DEMANDS)) {
      if (demand.right === 'nobody') continue;
      const [method = ''] = route.split(' ');
      for (const credential of all) {
        for (const target of TARGETS) {
          if (demand.of === undefined && target !== 'own' && !target.endsWith('alice')) continue;
          const answer = await send(route, demand, credential, target);
          const [is, should] = [outcomeOf(answer), expected(method, demand, credential, target)];
          cells += 1;
          if (is !== should) wrong.push(`${route} with ${credential.name}, ${target}: ${is}, not ${should}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(1000);
  }, 120_000);
});
