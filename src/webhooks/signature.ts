import { Webhook } from 'standardwebhooks';
import { newSecret } from '../crypto/random.ts';

/** 256 bits as Standard Webhooks write them: `whsec_…`, base64. */
export function newSigningSecret(): string {
  return `whsec_${Buffer.from(newSecret(), 'base64url').toString('base64')}`;
}

/**
 * The headers of an attempt, by Standard Webhooks.
 * @param secrets each signs
 * @param at milliseconds since the epoch
 */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  at: number,
  body: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
