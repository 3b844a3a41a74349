import type { Clock } from '../../database/clock.ts';
import type { Outbound } from '../outbound.ts';
import type { Provider } from '../provider.ts';

/** A provider that is being examined, and what it takes. */
export interface Patient {
  provider: Provider;
  outbound: Outbound;
  clock: Clock;
  /** Where it has to send browsers back to. */
  redirectUri: string;
  /** What stands in front of its settings' names: `GITHUB_`. */
  prefix: string;
}

/** Milliseconds. */
export const PATIENCE = 10_000;

/** The discovery document's own address; `undefined` where the endpoints are given by hand. */
export function discoveryAddress({ provider: { settings } }: Patient): string | undefined {
  const { DISCOVERY_URL: url } = settings;
  if (url === undefined || new URL(url).pathname.includes('/.well-known/')) return url;
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return address.href;
}
