import { readSigningKey, UnusableKey } from '../../crypto/signing-key.ts';
import { wrong, type Finding } from './finding.ts';
import type { Metadata } from './metadata.ts';
import type { Patient } from './patient.ts';

/** Why the client cannot prove itself by its private key (RFC 7523); `undefined` where the key is not to blame. */
export async function keyFault({ knobs, prefix }: Patient, server: Metadata): Promise<Finding | undefined> {
  const { CLIENT_AUTH, PRIVATE_KEY } = knobs;
  if (CLIENT_AUTH !== 'private_key_jwt' || PRIVATE_KEY === undefined) return undefined;
  const { token_endpoint_auth_signing_alg_values_supported: taken } = server;
  try {
    const { algorithm } = await readSigningKey(PRIVATE_KEY, taken);
    if (taken === undefined || taken.includes(algorithm)) return undefined;
    return wrong(
      'client',
      `${prefix}PRIVATE_KEY signs by ${algorithm}, and the server takes ${taken.join(', ')} only.`,
    );
  } catch (error) {
    if (!(error instanceof UnusableKey)) throw error;
    return wrong('client', `${prefix}PRIVATE_KEY cannot sign: ${error.message}.`);
  }
}
