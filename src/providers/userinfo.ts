import * as oauth from 'openid-client';
import type { GrantTies } from './grant-ties.ts';
import type { ServerConnection } from './server-connection.ts';

/**
 * Whose token it is: OpenID Connect Core section 5.3, or any endpoint that tells it in JSON. `undefined` where there is none.
 * @param expectedSubject that of the ID token: another one's words are refused
 */
export async function askUserinfo(
  connection: ServerConnection,
  accessToken: string,
  expectedSubject: string | undefined,
  ties: GrantTies,
): Promise<Record<string, unknown> | undefined> {
  const configuration = await connection.configuration(ties);
  const { userinfo_endpoint: url } = configuration.serverMetadata();
  if (url === undefined) return undefined;
  if (isStandard(connection) || ties.proofKey !== undefined) {
    const proof = await connection.proofOf(configuration, ties);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: no ID token names a subject here
    return oauth.fetchUserInfo(configuration, accessToken, expectedSubject ?? oauth.skipSubjectCheck, proof);
  }
  const found = await askPlainly(connection, url, accessToken);
  if (expectedSubject !== undefined && found['sub'] !== expectedSubject) {
    throw new Error('userinfo speaks of another account than the ID token');
  }
  return found;
}

/** The library demands a `sub`, which only OpenID Connect promises. */
function isStandard({ hasIssuer, knobs }: ServerConnection): boolean {
  const { SUBJECT_PATH, USERINFO_METHOD, USERINFO_TOKEN_PARAM } = knobs;
  return hasIssuer && SUBJECT_PATH === undefined && USERINFO_METHOD === 'get' && USERINFO_TOKEN_PARAM === undefined;
}

async function askPlainly(
  connection: ServerConnection,
  url: string,
  accessToken: string,
): Promise<Record<string, unknown>> {
  const { USERINFO_METHOD, USERINFO_TOKEN_PARAM: parameter, USERINFO_BODY: body } = connection.knobs;
  const target = new URL(url);
  if (parameter !== undefined) target.searchParams.set(parameter, accessToken);
  const { status, text } = await connection.request(target.href, {
    method: USERINFO_METHOD.toUpperCase(),
    headers: {
      accept: 'application/json',
      'user-agent': 'tokenstore',
      ...(parameter === undefined && { authorization: `Bearer ${accessToken}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  if (status < 200 || status > 299) throw new Error(`userinfo answers with status ${status}`);
  const found = JSON.parse(text) as unknown;
  if (typeof found !== 'object' || found === null) throw new TypeError('userinfo does not answer with an object');
  return { ...found };
}
