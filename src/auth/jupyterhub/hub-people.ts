import type { ClientDirectory } from '../../clients/client-directory.ts';
import type { ClientPrincipal, Principal, UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { HubSettings } from '../../settings/hub.ts';
import { unauthenticated, type Identity, type Recognition } from '../identity.ts';
import type { HubModel } from './hub-api.ts';

/** The role of whoever administers the Hub. */
const ADMIN = 'admin';
/** In front of a group's name, so that no group is taken for that role. */
const GROUP = 'group:';

type Place = Pick<HubSettings, 'url' | 'accessScopes' | 'ownServer'>;

/** Who may come in of those whom the Hub knows, and who they are here: its users are users, its services clients. */
export class HubPeople {
  private readonly place: Place;
  private readonly identity: Identity;
  private readonly clients: ClientDirectory;

  constructor(place: Place, identity: Identity, clients: ClientDirectory) {
    this.place = place;
    this.identity = identity;
    this.clients = clients;
  }

  /** @throws Problem `forbidden` for whoever may not come in, `unauthenticated` for whoever is nobody here */
  async admit(model: HubModel, how: Recognition): Promise<Principal> {
    this.checkAccess(model);
    if (model.kind === 'user') return this.user(model, how);
    return this.client(model, how);
  }

  /** The same where a service would be of no use: at a browser. */
  async admitUser(model: HubModel, how: Recognition): Promise<UserPrincipal> {
    this.checkAccess(model);
    if (model.kind !== 'user') throw unauthenticated('The JupyterHub names no user.');
    return this.user(model, how);
  }

  private checkAccess({ kind, name, scopes }: HubModel): void {
    const { accessScopes, ownServer } = this.place;
    if (!accessScopes.some((needed) => isCovered(needed, scopes))) {
      throw new Problem(
        'forbidden',
        `This token of the JupyterHub needs one of the scopes ${accessScopes.join(', ')}.`,
      );
    }
    // Whoever owns the server reads its database and its keys.
    if (ownServer !== undefined && (kind !== 'user' || name !== ownServer.user)) {
      throw new Problem('forbidden', 'This is the server of another user.');
    }
  }

  private async user({ name, admin, groups }: HubModel, how: Recognition): Promise<UserPrincipal> {
    const { url: issuer } = this.place;
    const roles = [...(admin ? [ADMIN] : []), ...groups.map((group) => GROUP + group)].sort();
    const claims = { iss: issuer, sub: name, preferred_username: name, admin, groups, roles };
    const profile = { issuer, subject: name, name, email: null, emailVerified: null, roles };
    return this.identity.signIn(profile, claims, how);
  }

  private async client({ kind, name }: HubModel, { origin, via }: Recognition): Promise<ClientPrincipal> {
    const { url: issuer } = this.place;
    const client = kind === 'service' ? await this.clients.bySubject(issuer, name) : undefined;
    if (client === undefined || client.disabled) {
      throw unauthenticated('This service of the JupyterHub is no client here.');
    }
    const { id: clientId } = client;
    const claims = { iss: issuer, sub: name };
    const scopes = this.identity.clientScopes([]);
    return {
      ...{ kind: 'client', clientId, name: client.name, roles: [], claims, scopes, providers: undefined },
      ...{ via, origin },
    };
  }
}

/** Whether a scope of the Hub is among those held, by itself or without the filter that narrows it: `access:services`. */
export function isCovered(needed: string, held: readonly string[]): boolean {
  return held.includes(needed) || held.includes(needed.split('!', 1)[0] ?? needed);
}
