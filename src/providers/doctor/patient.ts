import type { Clock } from '../../database/clock.ts';
import type { OAuthClient } from '../oauth-client.ts';
import type { Outbound } from '../outbound.ts';
import type { ClientKnobs } from '../server-connection.ts';

/** A server that is being examined, and what it takes. */
export interface Patient {
  client: OAuthClient;
  knobs: ClientKnobs;
  outbound: Outbound;
  clock: Clock;
  /** Where it has to send browsers back to. */
  redirectUri: string;
  /** What stands in front of its settings' names: `GITHUB_`. */
  prefix: string;
  /** Where people sign in: of the knobs only address, client and scopes can be set there. */
  isLogin?: boolean;
}

/** Milliseconds. */
export const PATIENCE = 10_000;

/** The discovery document's own address; `undefined` where the endpoints are given by hand. */
export function discoveryAddress({ knobs }: Patient): string | undefined {
  const { DISCOVERY_URL: url } = knobs;
  if (url === undefined || new URL(url).pathname.includes('/.well-known/')) return url;
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return address.href;
}
