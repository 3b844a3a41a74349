import type { TokenAnswer } from '../token-answer.ts';
import { good, unsure, wrong, type Finding } from './finding.ts';
import { PATIENCE, type Patient } from './patient.ts';
import { whyNot } from './reach.ts';

/** Whether client id and secret are taken: a code that was made up must be refused for itself, not for who brings it. */
export async function askAboutClient(patient: Patient): Promise<Finding> {
  const { provider, redirectUri, prefix } = patient;
  const { client } = provider;
  const first = client.credentials;
  const answer = await client.redeemMadeUpCode(redirectUri, PATIENCE);
  const finding = judge(patient, answer);
  if (finding.verdict === 'good' && client.credentials !== first) {
    return wrong(
      'client',
      `${prefix}CLIENT_SECRET is refused, ${prefix}CLIENT_SECRET_NEXT is taken: put the latter in the former’s place.`,
    );
  }
  return finding;
}

function judge({ provider, prefix, redirectUri }: Patient, answer: TokenAnswer): Finding {
  const { DEAD_ERRORS, CLIENT_ERRORS, CLIENT_AUTH } = provider.settings;
  if (answer.kind === 'tokens') return unsure('client', 'The token endpoint gives tokens for a code that was made up.');
  if (answer.kind !== 'error') return wrong('client', `The token endpoint ${whyNot(answer.cause)}`);
  const { status, error } = answer;
  if (error === 'invalid_client') {
    const how = CLIENT_AUTH === undefined ? '' : ` (${CLIENT_AUTH})`;
    return wrong(
      'client',
      `The client is refused: look at ${prefix}CLIENT_ID, ${prefix}CLIENT_SECRET and ${prefix}CLIENT_AUTH${how}.`,
    );
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
