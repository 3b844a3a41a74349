import { z } from 'zod';
import { reading } from './text.ts';

const NOT_A_KEY =
  'is neither a private key in PKCS#8 (-----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt makes one) ' +
  'nor a private JWK';

/** One block of PEM, or several, whose label the expression describes. */
function pem(label: string): RegExp {
  const block = `-----BEGIN ${label}-----\\s[A-Za-z0-9+/=\\s]+-----END ${label}-----`;
  return new RegExp(`^(?:${block}\\s*)+$`);
}

const PKCS8 = pem('PRIVATE KEY');
const ANY_KEY = pem('(?:RSA |EC )?PRIVATE KEY');
const CERTIFICATES = pem('CERTIFICATE');

const privateJwk = z.object({ kty: z.string(), d: z.string() });

/** A key that signs: PEM, or a JWK as JSON. */
export const signingKey = z
  .string(NOT_A_KEY)
  .transform(reading((text) => (PKCS8.test(text) || isPrivateJwk(text) ? text : undefined), NOT_A_KEY))
  .describe('PEM, JWK');

/** The key of a certificate. */
export const tlsKey = z
  .string('is not a private key')
  .regex(ANY_KEY, 'is not a private key in PEM form without a passphrase (-----BEGIN PRIVATE KEY-----)')
  .describe('PEM');

/** A certificate, followed by those that lead to its root. */
export const certificates = z
  .string('is not a certificate')
  .regex(CERTIFICATES, 'is not a certificate in PEM form (-----BEGIN CERTIFICATE-----)')
  .describe('PEM');

function isPrivateJwk(text: string): boolean {
  try {
    return privateJwk.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
