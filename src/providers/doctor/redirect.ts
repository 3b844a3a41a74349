import { newSecret } from '../../crypto/random.ts';
import { Problem } from '../../problem/problem.ts';
import type { OutboundAnswer } from '../outbound.ts';
import { good, unsure, wrong, type Finding } from './finding.ts';
import { PATIENCE, type Patient } from './patient.ts';
import { whyNot } from './reach.ts';

/**
 * Whether the redirect URI is registered, where that shows before anybody signs in: a server that refuses a made-up one at
 * once (RFC 6749 section 4.1.2.1 forbids to redirect there) and lets ours pass knows ours.
 */
export async function lookAtRedirect(patient: Patient): Promise<Finding> {
  const { redirectUri } = patient;
  const register = `Register ${redirectUri}`;
  try {
    const ours = await begin(patient, redirectUri);
    if (ours === undefined) {
      return wrong(
        'redirect',
        `The provider takes no authorization request of this client (redirect URI, scopes or PKCE). ${register}`,
      );
    }
    if (isRefusal(ours)) {
      return wrong('redirect', `The provider refuses the redirect URI (status ${ours.status}). ${register}`);
    }
    const answer = readAnswer(ours, redirectUri);
    if (answer !== undefined) return answer;
    const madeUp = await begin(patient, `${redirectUri}-${newSecret()}`);
    return madeUp === undefined || isRefusal(madeUp)
      ? good('redirect', `${redirectUri} is registered.`)
      : unsure('redirect', `Whether it is registered does not show before somebody signs in. ${register}`);
  } catch (error) {
    return unsure('redirect', `The authorization endpoint ${whyNot(error)} ${register}`);
  }
}

/** @returns `undefined` where the request itself is refused, as it was pushed (RFC 9126), or may not be made */
async function begin({ client, knobs, outbound }: Patient, redirectUri: string): Promise<OutboundAnswer | undefined> {
  const secrets = { verifier: newSecret(), nonce: newSecret(), state: newSecret() };
  const url = await client.authorizationUrl({ ...secrets, redirectUri, scope: knobs.SCOPE }).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'provider_misconfigured') return undefined;
    throw error;
  });
  if (url === undefined) return undefined;
  return outbound.request(url, { method: 'GET', headers: { accept: 'text/html' }, timeout: PATIENCE });
}

/** The server sent an answer to where it would send a code: that address it knows. */
function readAnswer({ headers }: OutboundAnswer, redirectUri: string): Finding | undefined {
  const location = headers.get('location');
  if (location?.startsWith(`${redirectUri}?`) !== true) return undefined;
  const error = new URL(location).searchParams.get('error');
  const isOfTheRequest =
    error !== null && /^(invalid_scope|invalid_request|unauthorized_client|unsupported_response_type)$/.test(error);
  if (!isOfTheRequest) return good('redirect', `${redirectUri} is registered.`);
  return wrong(
    'scopes',
    `The provider answers an authorization request with ${error}: look at the client’s scopes and grant types there.`,
  );
}

function isRefusal({ status }: OutboundAnswer): boolean {
  return status === 400 || status === 401 || status === 403 || status === 404;
}
