import type { TokenAnswer } from '../token-answer.ts';
import { good, unsure, wrong, type Finding } from './finding.ts';
import { keyFault } from './key-fault.ts';
import type { Metadata } from './metadata.ts';
import { PATIENCE, type Patient } from './patient.ts';
import { whyNot } from './reach.ts';

/** Whether client id and secret are taken: a code that was made up must be refused for itself, not for who brings it. */
export async function askAboutClient(patient: Patient, server: Metadata): Promise<Finding> {
  const { client, redirectUri, prefix } = patient;
  const first = client.credentials;
  const answer = await client.redeemMadeUpCode(redirectUri, PATIENCE);
  const finding = judge(patient, answer);
  if (finding.verdict === 'good' && client.credentials !== first) {
    return wrong(
      'client',
      `${prefix}CLIENT_SECRET is refused, ${prefix}CLIENT_SECRET_NEXT is taken: put the latter in the former’s place.`,
    );
  }
  return finding.verdict === 'good' ? finding : ((await keyFault(patient, server)) ?? finding);
}

function judge({ knobs, prefix, redirectUri, isLogin = false }: Patient, answer: TokenAnswer): Finding {
  const { DEAD_ERRORS, CLIENT_ERRORS, CLIENT_AUTH } = knobs;
  if (answer.kind === 'tokens') return unsure('client', 'The token endpoint gives tokens for a code that was made up.');
  if (answer.kind !== 'error') return wrong('client', `The token endpoint ${whyNot(answer.cause)}`);
  const { status, error } = answer;
  if (error === 'invalid_client') {
    const how = CLIENT_AUTH === undefined ? '' : ` (${CLIENT_AUTH})`;
    const secret =
      CLIENT_AUTH === 'private_key_jwt' ? 'PRIVATE_KEY' : CLIENT_AUTH === 'mtls' ? 'TLS_CERT' : 'CLIENT_SECRET';
    const others = isLogin ? '' : ` and ${prefix}CLIENT_AUTH${how}`;
    return wrong('client', `The client is refused: look at ${prefix}CLIENT_ID, ${prefix}${secret}${others}.`);
  }
  if (error === 'unauthorized_client') {
    return wrong(
      'client',
      `The provider knows no such client, or it may not use authorization codes: look at ${prefix}CLIENT_ID and its registration.`,
    );
  }
  if (error === 'redirect_uri_mismatch')
    return wrong('redirect', `The redirect URI is not registered. Register ${redirectUri}`);
  if (error === undefined) {
    return status === 400 || status === 401
      ? unsure(
          'client',
          `The token endpoint answers ${status} without a reason: it cannot be told whether id and secret are right.`,
        )
      : unsure(
          'client',
          `The token endpoint answers with status ${status}, which says nothing of the client: look at ${prefix}TOKEN_URL.`,
        );
  }
  // A server that has names of its own for a refused client spoke of something else.
  if (error === 'invalid_grant' || DEAD_ERRORS.includes(error) || CLIENT_ERRORS.length > 0) {
    return good('client', 'Client id and secret are taken.');
  }
  return unsure('client', `The token endpoint answers ${error}: it cannot be told whether id and secret are right.`);
}
