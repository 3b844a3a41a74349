import { isIP } from 'node:net';
import { isLoopback } from '../settings/types/address.ts';
import type { AllowedAddresses } from './allowed-addresses.ts';

const LONGEST = 2_000;
const LOCALHOST = ['127.0.0.1', '::1'];

/**
 * What is wrong with an address for a webhook, as a phrase whose subject is the address; `undefined`: nothing that can be
 * known without asking for its host's addresses, which is done when it is connected to.
 */
export function faultOfTarget(text: string, allowed: AllowedAddresses): string | undefined {
  if (text.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) return 'is no https URL';
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return 'must not contain a user name or a password';
  if (text.includes('#')) return 'must not contain a fragment';
  if (protocol === 'http:' && !isLoopback(hostname)) return 'is http: only an address of this machine may be';
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  // A name of this machine leads to one of these; of any other name it is known when it is connected to.
  const leadsTo = isIP(address) === 0 ? (protocol === 'http:' ? LOCALHOST : []) : [address];
  if (leadsTo.length === 0 || leadsTo.some((one) => allowed.allows(one))) return undefined;
  return 'leads to an address that is not public, and not among WEBHOOK_ALLOWED_NETWORKS';
}
