import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { Clock } from '../../database/clock.ts';
import type { Log } from '../../log/logger.ts';
import { createHubClient } from '../../providers/oauth-clients.ts';
import type { Outbound } from '../../providers/outbound.ts';
import type { HubSettings } from '../../settings/hub.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { Identity } from '../identity.ts';
import { HubApi } from './hub-api.ts';
import { HubAuthenticator } from './hub-authenticator.ts';
import { HubIssuer } from './hub-issuer.ts';
import { HubPeople } from './hub-people.ts';

/** The JupyterHub by which people and programs come in. */
export interface Hub {
  /** By its pages. */
  issuer: HubIssuer;
  /** By its tokens. */
  authenticator: HubAuthenticator;
}

/** Injection token of the {@link Hub}; `undefined` where this is no service of one. */
export const HUB = Symbol('jupyterhub');

export interface HubParts {
  identity: Identity;
  clients: ClientDirectory;
  urls: PublicUrls;
  outbound: Outbound;
  clock: Clock;
  log: Log;
}

/** @param takesBearers opaque bearers are the Hub's */
export function createHub(settings: HubSettings, parts: HubParts, takesBearers: boolean): Hub {
  const { identity, clients, urls, outbound, clock, log } = parts;
  const api = new HubApi(settings.apiUrl, outbound, clock);
  const people = new HubPeople(settings, identity, clients);
  const client = createHubClient(settings, outbound, clock);
  return {
    issuer: new HubIssuer({ client, api, people, urls, log }, settings),
    authenticator: new HubAuthenticator(api, people, takesBearers),
  };
}
