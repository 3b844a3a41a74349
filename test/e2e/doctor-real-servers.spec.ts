import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { djangoMissing, startDjangoOAuthToolkit } from '../support/servers/django-oauth-toolkit.ts';
import { glewlwydMissing, startGlewlwyd } from '../support/servers/glewlwyd.ts';
import { describeWith } from '../support/servers/installed.ts';
import type { RealServer } from '../support/servers/real-server.ts';
import { CRYPTOKEY, type Env, prefixed } from '../support/store.ts';
import { runProgram } from './cli-acts.ts';

const BASE = 'http://127.0.0.1:9';
const redirectUris = [`${BASE}/api/v1.0/real/redirect_uri`];

/** The verdicts, check by check. */
async function examined(server: RealServer, more: Env = {}): Promise<Record<string, string>> {
  const env = {
    ...{ BASE_URL: BASE, DATABASE_URL: 'sqlite://:memory:', CRYPTOKEY, LOCAL_ACCOUNTS: 'true' },
    ...{ TOKEN_PROVIDERS: 'real', REAL_DISCOVERY_URL: server.issuer, REAL_SCOPE: 'openid' },
    ...{ REAL_CLIENT_ID: server.client.id, REAL_CLIENT_SECRET: server.client.secret, ...more },
  };
  const { out, err } = await runProgram({ environment: prefixed(env) }, ['doctor', '--json']);
  expect(err).toBe('');
  const { providers } = JSON.parse(out) as { providers: { findings: { check: string; verdict: string }[] }[] };
  return Object.fromEntries(providers[0]!.findings.map(({ check, verdict }) => [check, verdict]));
}

describeWith(glewlwydMissing())('the doctor at Glewlwyd', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startGlewlwyd({ redirectUris });
  }, 60_000);
  afterAll(() => server.close());

  it('cannot tell of its client, whose refusals have no reason, and calls nothing wrong', async () => {
    const found = await examined(server);
    expect(found).toMatchObject({ reach: 'good', discovery: 'good', keys: 'good', client: 'unsure' });
    expect(Object.values(found)).not.toContain('wrong');
  });
});

describeWith(djangoMissing())('the doctor at Django OAuth Toolkit', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startDjangoOAuthToolkit({ redirectUris });
  }, 60_000);
  afterAll(() => server.close());

  it('tells a right secret from a wrong one', async () => {
    expect(await examined(server)).toMatchObject({ reach: 'good', discovery: 'good', client: 'good' });
    expect(await examined(server, { REAL_CLIENT_SECRET: 'not this' })).toMatchObject({ client: 'wrong' });
  });
});
