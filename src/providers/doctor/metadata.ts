import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { scopesOf } from '../scopes.ts';
import { good, unsure, wrong, type Finding } from './finding.ts';
import { whyNot } from './reach.ts';
import { discoveryAddress, PATIENCE, type Patient } from './patient.ts';

export type Metadata = Awaited<ReturnType<Patient['client']['server']>>;

const issuerOf = z.object({ issuer: z.string() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })) });

/** What the server says of itself, or why the service cannot use that. */
export async function askMetadata(patient: Patient): Promise<{ metadata?: Metadata; findings: Finding[] }> {
  const { client, prefix, isLogin = false } = patient;
  const address = discoveryAddress(patient);
  try {
    const metadata = await client.server();
    const missing = (['authorization_endpoint', 'token_endpoint'] as const).filter(
      (name) => metadata[name] === undefined,
    );
    if (missing.length > 0) {
      const mend = isLogin
        ? `${prefix}DISCOVERY_URL names no OpenID provider`
        : `set ${prefix}AUTHORIZE_URL, ${prefix}TOKEN_URL`;
      return { findings: [wrong('discovery', `${missing.join(' and ')} is not known: ${mend}.`)] };
    }
    return {
      metadata,
      findings: address === undefined ? [] : [good('discovery', `The issuer is ${metadata.issuer}.`)],
    };
  } catch (error) {
    if (!(error instanceof Problem) || address === undefined) throw error;
    return { findings: [wrong('discovery', await whatIsThere(patient, address))] };
  }
}

async function whatIsThere({ outbound, prefix }: Patient, address: string): Promise<string> {
  const mend = `${prefix}DISCOVERY_URL must be the issuer or its .well-known document`;
  try {
    const request = { method: 'GET', headers: { accept: 'application/json' }, timeout: PATIENCE, redirects: 3 };
    const { status, text } = await outbound.request(address, request);
    if (status !== 200) return `${address} answers with status ${status}: ${mend}.`;
    const issuer = issuerOf.safeParse(parse(text)).data?.issuer;
    if (issuer === undefined) return `${address} is no discovery document: ${mend}.`;
    return `The document at ${address} is of another issuer: set ${prefix}DISCOVERY_URL=${issuer.slice(0, 200)}`;
  } catch (error) {
    return `${address} ${whyNot(error)}`;
  }
}

/** The keys that ID tokens are checked with. */
export async function lookAtKeys({ outbound, knobs }: Patient, { jwks_uri: address }: Metadata): Promise<Finding[]> {
  if (knobs.DISCOVERY_URL === undefined || !scopesOf(knobs.SCOPE).includes('openid')) return [];
  if (address === undefined)
    return [wrong('keys', 'The discovery document names no jwks_uri: ID tokens cannot be checked.')];
  try {
    const { status, text } = await outbound.request(address, {
      ...{ method: 'GET', headers: { accept: 'application/json' }, timeout: PATIENCE },
    });
    const keys = keySet.safeParse(parse(text)).data?.keys ?? [];
    const signing = keys.filter(({ use = 'sig', kty }) => use === 'sig' && kty !== 'oct');
    if (status === 200 && signing.length > 0) return [good('keys', `${signing.length} for ID tokens.`)];
    return [wrong('keys', `${address} has no key that ID tokens could be checked with (status ${status}).`)];
  } catch (error) {
    return [wrong('keys', `${address} ${whyNot(error)}`)];
  }
}

/** What is asked for, beside what the server offers. */
export function lookAtScopes({ knobs, prefix }: Patient, metadata: Metadata): Finding[] {
  const { SCOPE, REFRESH_STYLE, AUTHORIZE_PARAMS } = knobs;
  const { scopes_supported: offered } = metadata;
  const asked = scopesOf(SCOPE);
  const findings: Finding[] = [];
  if (offered === undefined)
    return [unsure('scopes', `The server does not list its scopes; asked for: ${SCOPE || 'none'}.`)];
  const asksOtherwise = Object.keys(AUTHORIZE_PARAMS).some(
    (name) => name === 'access_type' || name === 'token_access_type',
  );
  if (
    offered.includes('offline_access') &&
    !asked.includes('offline_access') &&
    REFRESH_STYLE === 'standard' &&
    !asksOtherwise
  ) {
    findings.push(
      wrong(
        'scopes',
        `Without offline_access the server gives no refresh token: set ${prefix}SCOPE="${[...asked, 'offline_access'].join(' ')}".`,
      ),
    );
  }
  const unknown = asked.filter((scope) => !offered.includes(scope));
  if (unknown.length > 0) {
    findings.push(
      unsure(
        'scopes',
        `Not in the list of what the server offers: ${unknown.join(' ')}. Look whether ${prefix}SCOPE is spelt right.`,
      ),
    );
  }
  return findings.length > 0 ? findings : [good('scopes', `All are offered: ${SCOPE}.`)];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
