import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../principal/principal.ts';
import { shownKey } from '../api-key/shown-key.ts';
import { originOf, type Authenticator } from '../authenticator.ts';
import { readUnverified } from '../bearer/token-form.ts';
import { unauthenticated } from '../identity.ts';
import type { HubApi } from './hub-api.ts';
import type { HubPeople } from './hub-people.ts';

const HEADER = /^(?<scheme>token|Bearer) +(?<token>[A-Za-z0-9._~+/=-]{1,2048}) *$/i;

/** A token of the JupyterHub: `Authorization: token …`, as its own services take it, or a bearer that is no JWT. */
export class HubAuthenticator implements Authenticator {
  private readonly api: HubApi;
  private readonly people: HubPeople;
  private readonly takesBearers: boolean;

  /** @param takesBearers opaque bearers are the Hub's: nobody else introspects them */
  constructor(api: HubApi, people: HubPeople, takesBearers: boolean) {
    this.api = api;
    this.people = people;
    this.takesBearers = takesBearers;
  }

  recognises({ headers }: FastifyRequest): boolean {
    return isHubs(headers.authorization, this.takesBearers);
  }

  async authenticate(request: FastifyRequest): Promise<Principal> {
    const token = HEADER.exec(request.headers.authorization ?? '')?.groups?.['token'];
    if (token === undefined) throw unauthenticated('The Authorization header does not bear a token.');
    const owner = await this.api.owner(token);
    if (owner === undefined) throw unauthenticated('The JupyterHub does not accept this token.');
    return this.people.admit(owner, { via: 'bearer', origin: originOf(request) });
  }
}

/** Whether an Authorization header bears a token of the Hub, by its form, good or bad. */
export function isHubs(authorization: string | undefined, takesBearers: boolean): boolean {
  if (/^token\b/i.test(authorization ?? '')) return true;
  if (!takesBearers || shownKey(authorization) !== undefined) return false;
  const { scheme, token = '' } = HEADER.exec(authorization ?? '')?.groups ?? {};
  return scheme !== undefined && readUnverified(token) === undefined;
}
