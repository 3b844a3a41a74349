import type { IncomingMessage, ServerResponse } from 'node:http';
import { jwtVerify } from 'jose';
import type { CryptoKey } from 'jose';
import type { Account } from './settings.ts';

/**
 * The userinfo endpoint for JWT access tokens. oidc-provider refuses tokens that have an audience there; Keycloak and
 * others do not, and a service that asks userinfo at login has to be tested against such a one.
 */
export function jwtUserinfo(issuer: string, key: CryptoKey, people: readonly Account[]) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const token = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
    const verified = await jwtVerify(token, key, { issuer, typ: 'at+jwt' }).catch(() => undefined);
    const person = people.find(({ sub }) => sub === verified?.payload.sub);
    if (!person) {
      res.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      return;
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(person));
  };
}
