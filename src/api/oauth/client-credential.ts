import type { ClientCredential } from '../../auth/exchange/client-authentication.ts';
import { OAuthProblem } from '../../problem/oauth-problem.ts';
import type { Form } from './form.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * How the client proves itself: HTTP Basic or `client_secret` (RFC 6749 section 2.3.1), or `client_assertion` (RFC 7521
 * section 4.2).
 * @throws OAuthProblem `invalid_client` without any, `invalid_request` with more than one
 */
export function credentialOf(authorization: string | undefined, form: Form): ClientCredential {
  const [clientId, secret, assertion] = [
    form.get('client_id'),
    form.get('client_secret'),
    form.get('client_assertion'),
  ];
  if ([authorization, secret, assertion].filter((one) => one !== undefined).length > 1) {
    throw new OAuthProblem('invalid_request', 'The client proves itself in more than one way.');
  }
  if (assertion !== undefined) {
    if (form.get('client_assertion_type') !== JWT_BEARER) {
      throw new OAuthProblem('invalid_request', `client_assertion_type must be ${JWT_BEARER}.`);
    }
    return { clientId, assertion };
  }
  if (authorization !== undefined) {
    const basic = readBasic(authorization);
    if (clientId !== undefined && clientId !== basic.clientId) {
      throw new OAuthProblem('invalid_request', 'client_id and the Authorization header name two clients.');
    }
    return basic;
  }
  if (clientId === undefined || secret === undefined) throw refused();
  return { clientId, secret };
}

/** Both parts are form-encoded (RFC 6749 section 2.3.1), so that a colon may stand in an id. */
function readBasic(authorization: string): { clientId: string; secret: string } {
  const encoded = /^Basic +(?<encoded>[A-Za-z0-9+/]+=*) *$/i.exec(authorization)?.groups?.['encoded'] ?? '';
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 1) throw refused();
  try {
    const [clientId = '', secret = ''] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    );
    return { clientId, secret };
  } catch {
    throw refused();
  }
}

function refused(): OAuthProblem {
  return new OAuthProblem('invalid_client', 'The client must prove itself.');
}
