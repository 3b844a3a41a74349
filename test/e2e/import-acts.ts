import * as client from 'openid-client';
import { Browser, type Person } from '../support/browser.ts';
import type { TestStore } from '../support/store.ts';
import { call, jsonOf } from './acts.ts';

const SECRET = 'store-secret, with a comma';

/** A refresh token that the store's client obtained without the store, as an earlier service would have. */
export async function obtainedElsewhere(store: TestStore, id: string, person: Person): Promise<string> {
  const { issuer, endpoints } = store.providers[id]!;
  const config = new client.Configuration(
    {
      issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      jwks_uri: endpoints.jwks,
    },
    'store',
    undefined,
    client.ClientSecretBasic(SECRET),
  );
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark is to make one think: it is on loopback
  client.allowInsecureRequests(config);
  const callback = `${store.base}/api/v1.0/${id}/redirect_uri`;
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid email offline_access',
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const { location } = await new Browser().walk(url.href, person, { stopBefore: callback });
  const tokens = await client.authorizationCodeGrant(config, new URL(location ?? ''), { pkceCodeVerifier });
  return tokens.refresh_token ?? '';
}

export async function importGrant(store: TestStore, headers: Record<string, string>, line: Record<string, unknown>) {
  const answer = await call(`${store.base}/api/v2/grants/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(line),
  });
  return { answer, body: jsonOf(answer) };
}
