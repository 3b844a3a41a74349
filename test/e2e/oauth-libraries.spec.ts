import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { startStore, type TestStore } from '../support/store.ts';
import { call, expectProblem, jsonOf } from './acts.ts';
import { userId } from './api-key-acts.ts';
import { clientsSetting, startCluster, type Cluster } from './delegation-acts.ts';

const SECRET = 'the secret: of gateway+%';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:ietf:params:oauth:token-type:';

// eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: it is this machine
const PLAIN_HTTP = { algorithm: 'oauth2' as const, execute: [client.allowInsecureRequests] };
// eslint-disable-next-line @typescript-eslint/no-deprecated -- likewise
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe('token exchange by other people’s libraries', () => {
  let cluster: Cluster;
  let store: TestStore;
  let aliceId: string;
  let subject: string;

  beforeAll(async () => {
    cluster = await startCluster(() =>
      clientsSetting([
        { id: 'gateway', secret: SECRET, rules: [{ providers: ['idp1'], users: 'all', consent: false }] },
      ]),
    );
    ({ store } = cluster);
    aliceId = await userId(store, 'alice');
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    subject = await store.login.issueAccessToken({ sub: 'alice', aud: 'tokenstore-api' });
  });

  it('openid-client: a user’s token in, a provider’s token out, both parties in the audit', async () => {
    const server = await client.discovery(
      new URL(store.base),
      'gateway',
      undefined,
      client.ClientSecretBasic(SECRET),
      PLAIN_HTTP,
    );
    const answer = await client.genericGrantRequest(server, EXCHANGE, {
      ...{ subject_token: subject, subject_token_type: `${TYPE}access_token`, audience: 'idp1', scope: 'read' },
    });
    expect(answer).toMatchObject({
      ...{ access_token: expect.any(String), token_type: 'bearer', scope: 'read' },
      ...{ issued_token_type: `${TYPE}access_token`, expires_in: expect.any(Number) },
    });
    const line = store
      .logged()
      .split('\n')
      .findLast((one) => one.includes('"audit":true') && one.includes('"token"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      ...{ action: 'token', outcome: 'given', userId: aliceId, provider: 'idp1', scope: 'read' },
      actor: { kind: 'client', id: 'gateway', via: 'client' },
    });
    expect(store.logged()).not.toContain(answer.access_token);
    expect(store.logged()).not.toContain(SECRET);
  });

  it('openid-client reads our errors', async () => {
    const server = await client.discovery(
      new URL(store.base),
      'gateway',
      undefined,
      client.ClientSecretPost(SECRET),
      PLAIN_HTTP,
    );
    const parameters = { subject_token: 'x.y.z', subject_token_type: `${TYPE}access_token`, audience: 'idp1' };
    await expect(client.genericGrantRequest(server, EXCHANGE, parameters)).rejects.toMatchObject({
      ...{ error: 'invalid_request', status: 400 },
    });
  });

  it.each([
    ['basic', oauth.ClientSecretBasic],
    ['post', oauth.ClientSecretPost],
  ] as const)('oauth4webapi, the client authenticated by %s', async (_, authentication) => {
    const insecure = INSECURE;
    const issuer = new URL(store.base);
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const gateway = { client_id: 'gateway' };
    const sent = await oauth.genericTokenEndpointRequest(
      ...([server, gateway, authentication(SECRET), EXCHANGE] as const),
      new URLSearchParams({ subject_token: subject, subject_token_type: `${TYPE}jwt`, audience: 'idp1' }),
      insecure,
    );
    const answer = await oauth.processGenericTokenEndpointResponse(server, gateway, sent);
    expect(answer).toMatchObject({ token_type: 'bearer', access_token: expect.any(String) });
  });

  it('oauth4webapi finds whose tokens the API takes, by its challenge', async () => {
    const refused = await fetch(`${store.base}/api/v2/providers`);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    const url = /^Bearer resource_metadata="(?<url>[^"]+)"$/.exec(challenge)?.groups?.['url'];
    expect(url).toBe(`${store.base}/.well-known/oauth-protected-resource`);
    const resource = new URL(store.base);
    const answer = await oauth.resourceDiscoveryRequest(resource, INSECURE);
    expect(await oauth.processResourceDiscoveryResponse(resource, answer)).toMatchObject({
      ...{ resource: store.base, authorization_servers: [store.login.issuer] },
    });
  });
});

describe('metadata', () => {
  it('stands below BASE_URL, and where the RFCs look for it: in front of its path', async () => {
    const store = await startStore({
      databaseUrl: 'sqlite://:memory:',
      env: ({ port }) => ({ BASE_URL: `http://127.0.0.1:${port}/store` }),
    });
    try {
      const { origin } = new URL(store.base);
      for (const [name, member] of [
        ['oauth-authorization-server', { issuer: store.base, token_endpoint: `${store.base}/oauth/token` }],
        ['oauth-protected-resource', { resource: store.base, authorization_servers: [store.login.issuer] }],
      ] as const) {
        for (const url of [`${store.base}/.well-known/${name}`, `${origin}/.well-known/${name}/store`]) {
          expect(jsonOf(await call(url))).toMatchObject(member);
        }
        for (const path of ['other', 'store/x', '%27', '*']) {
          expectProblem(await call(`${origin}/.well-known/${name}/${path}`), 404, 'not_found');
        }
      }
      const found = await client.discovery(new URL(store.base), 'x', undefined, client.None(), PLAIN_HTTP);
      expect(found.serverMetadata().token_endpoint).toBe(`${store.base}/oauth/token`);
      const { headers } = await call(`${store.base}/api/whoami`, { headers: { authorization: 'Bearer x' } });
      expect(headers['www-authenticate']).toBe(
        `Bearer resource_metadata="${store.base}/.well-known/oauth-protected-resource", error="invalid_token"`,
      );
      const { headers: first } = await call(`${store.base}/api/v1/idp1/token`);
      expect(first['www-authenticate']).toBeUndefined();
    } finally {
      await store.stop();
    }
  });
});
