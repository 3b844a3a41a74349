import * as oauth from 'openid-client';
import type { GrantTies } from './grant-ties.ts';
import type { OutboundAnswer } from './outbound.ts';
import { toResponse, type ServerConnection } from './server-connection.ts';
import { inItsForm } from './request-dialect.ts';
import { saysError } from './token-answer.ts';

/** What is to be ended; in clear. */
export interface Revocable extends GrantTies {
  refreshToken?: string | undefined;
  accessToken?: string | undefined;
}

/** A style of revocation. Whether the provider confirmed. @throws what the library or the network throws */
type Style = (connection: ServerConnection, held: Revocable) => Promise<boolean>;

/** RFC 7009. */
const standard: Style = async (connection, held) => {
  const { knobs } = connection;
  const configuration = await connection.configuration({
    ...held,
    fetch: async (url, options) => {
      const { url: target, ...request } = inItsForm(url, options, knobs, { asGet: false });
      return toResponse(await connection.request(target, request));
    },
  });
  const [token, hint] = chosen(connection, held);
  if (token === undefined || configuration.serverMetadata().revocation_endpoint === undefined) return false;
  // Who takes JSON departs from the standard anyhow, and may refuse members that it does not know.
  const parameters = knobs.BODY_FORMAT === 'json' ? undefined : { token_type_hint: hint };
  await oauth.tokenRevocation(configuration, token, parameters);
  return true;
};

/** As GitHub has it: the client proves itself by Basic whatever it does elsewhere, and the token is in JSON. */
const deletion: Style = async (connection, { accessToken, ...ties }) => {
  const url = await endpointOf(connection, ties);
  if (url === undefined || accessToken === undefined) return false;
  const basic = Buffer.from(`${connection.knobs.CLIENT_ID}:${connection.secret ?? ''}`).toString('base64');
  const answer = await connection.request(url, {
    method: 'DELETE',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json', accept: connection.knobs.ACCEPT },
    body: JSON.stringify({ access_token: accessToken }),
  });
  return isGood(connection, answer);
};

/** A call that ends the token it bears. */
const bearer: Style = async (connection, { accessToken, ...ties }) => {
  const url = await endpointOf(connection, ties);
  if (url === undefined || accessToken === undefined) return false;
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
  return isGood(connection, await connection.request(url, { method: 'POST', headers }));
};

const query: Style = async (connection, held) => {
  const url = await endpointOf(connection, held);
  const [token] = chosen(connection, held);
  if (url === undefined || token === undefined) return false;
  const { REVOKE_METHOD, REVOKE_TOKEN_PARAM } = connection.knobs;
  const target = new URL(url);
  target.searchParams.set(REVOKE_TOKEN_PARAM, token);
  const headers = { accept: 'application/json' };
  return isGood(connection, await connection.request(target.href, { method: REVOKE_METHOD.toUpperCase(), headers }));
};

const styles = {
  rfc7009: standard,
  github: deletion,
  bearer,
  query,
  none: () => Promise.resolve(false),
} satisfies Record<string, Style>;

/**
 * Ends a grant's tokens at the provider, by `REVOKE_STYLE`, as far as one call does.
 * @returns whether the provider confirmed; false where it has no way to
 */
export async function revoke(connection: ServerConnection, held: Revocable): Promise<boolean> {
  return styles[connection.knobs.REVOKE_STYLE](connection, held);
}

/** @throws Problem `provider_unavailable` */
export async function canRevoke(connection: ServerConnection): Promise<boolean> {
  const { REVOKE_STYLE, REVOKE_URL } = connection.knobs;
  if (REVOKE_STYLE === 'none') return false;
  return REVOKE_URL !== undefined || (await connection.server()).revocation_endpoint !== undefined;
}

function chosen(
  { knobs: { REVOKE_TOKEN } }: ServerConnection,
  { refreshToken, accessToken }: Revocable,
): [token: string | undefined, hint: 'refresh_token' | 'access_token'] {
  return refreshToken === undefined || REVOKE_TOKEN === 'access'
    ? [accessToken, 'access_token']
    : [refreshToken, 'refresh_token'];
}

async function endpointOf(connection: ServerConnection, ties: GrantTies): Promise<string | undefined> {
  return (await connection.configuration(ties)).serverMetadata().revocation_endpoint;
}

/** Some servers say no with status 200. */
function isGood({ knobs }: ServerConnection, { status, text }: OutboundAnswer): boolean {
  return status >= 200 && status < 300 && !saysError(text, knobs);
}
