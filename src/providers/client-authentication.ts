import * as oauth from 'openid-client';
import { readSigningKey, type SigningKey } from '../crypto/signing-key.ts';
import { Problem } from '../problem/problem.ts';
import type { ProviderSettings } from '../settings/settings.ts';

type ClientKnobs = Pick<ProviderSettings, 'CLIENT_AUTH' | 'PRIVATE_KEY' | 'PRIVATE_KEY_ID'>;

/**
 * How the client proves itself (RFC 6749 section 2.3, RFC 7523, RFC 8705).
 * @param hasIssuer whether the server's own name is known: otherwise an assertion is meant for its token endpoint
 * @throws Problem `provider_misconfigured` for a private key that cannot sign
 */
export async function authenticationOf(
  { CLIENT_AUTH, PRIVATE_KEY, PRIVATE_KEY_ID }: ClientKnobs,
  secret: string | undefined,
  server: oauth.ServerMetadata,
  hasIssuer: boolean,
): Promise<oauth.ClientAuth> {
  switch (CLIENT_AUTH ?? preferredMethod(server.token_endpoint_auth_methods_supported)) {
    case 'none':
      return oauth.None();
    case 'mtls':
      return oauth.TlsClientAuth();
    case 'private_key_jwt':
      return signed(PRIVATE_KEY, PRIVATE_KEY_ID, server, hasIssuer);
    case 'post':
      return secret === undefined ? oauth.None() : oauth.ClientSecretPost(secret);
    case 'basic':
      return secret === undefined ? oauth.None() : basic(secret);
  }
}

/**
 * RFC 6749 section 2.3.1: form-encoded. The library encodes letters too that need no encoding (`-`, `_`, `.`), which servers
 * that forget to decode then take for a wrong secret.
 */
function basic(secret: string): oauth.ClientAuth {
  return (_server, { client_id: id }, _body, headers) => {
    const text = [id, secret].map((part) => encodeURIComponent(part).replaceAll('%20', '+')).join(':');
    headers.set('authorization', `Basic ${Buffer.from(text).toString('base64')}`);
  };
}

async function signed(
  text: string | undefined,
  id: string | undefined,
  server: oauth.ServerMetadata,
  hasIssuer: boolean,
): Promise<oauth.ClientAuth> {
  if (text === undefined) throw new TypeError('there is no PRIVATE_KEY');
  const { key, kid } = await readKey(text, server.token_endpoint_auth_signing_alg_values_supported);
  const name = id ?? kid;
  return oauth.PrivateKeyJwt(name === undefined ? key : { key, kid: name }, {
    [oauth.modifyAssertion]: (_header, payload) => {
      if (!hasIssuer) payload['aud'] = server.token_endpoint ?? server.issuer;
    },
  });
}

/** @throws Problem `provider_misconfigured` */
async function readKey(text: string, supported: readonly string[] | undefined): Promise<SigningKey> {
  try {
    return await readSigningKey(text, supported);
  } catch (cause) {
    throw new Problem('provider_misconfigured', 'The private key for this provider cannot sign.', { cause });
  }
}

function preferredMethod(supported: readonly string[] | undefined): 'post' | 'basic' {
  const onlyPost = supported?.includes('client_secret_post') === true && !supported.includes('client_secret_basic');
  return onlyPost ? 'post' : 'basic';
}
