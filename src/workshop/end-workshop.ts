import { removeUser, type Removed, type RemoveUserParts } from '../grants/revoke/remove-user.ts';
import type { Principal } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { LocalAccountStore } from '../users/local-account.store.ts';
import { LOCAL_ISSUER, type UserStore } from '../users/user.store.ts';
import type { RegistrationStore } from '../users/workshops/registration.store.ts';
import type { WorkshopStore } from '../users/workshops/workshop.store.ts';
import { noParticipant } from './manage-workshops.ts';

export interface EndWorkshopParts {
  workshops: WorkshopStore;
  registrations: RegistrationStore;
  accounts: LocalAccountStore;
  users: UserStore;
  /** What removing a user takes. */
  removal: RemoveUserParts;
  /** Is told that the accounts of workshops are others than before. */
  onChange: () => void;
}

/** What went with a workshop. */
export interface Ended extends Removed {
  participants: number;
}

/** Providers are asked to revoke; so many people's grants at a time. */
const AT_ONCE = 4;

/** Ends what people have of a workshop: their grants at the providers first, then all that is theirs here. */
export class EndWorkshop {
  private readonly parts: EndWorkshopParts;

  constructor(parts: EndWorkshopParts) {
    this.parts = parts;
  }

  /**
   * Removes the workshop with everybody who registered. From the first moment nobody of them can sign in; what stops half way
   * is finished by the next try. @throws Problem `not_found`
   */
  async end(by: Principal | undefined, code: string): Promise<Ended> {
    const { workshops, registrations, removal, onChange } = this.parts;
    if (!(await workshops.beginEnd(code))) throw new Problem('not_found', 'There is no such workshop.');
    onChange();
    const waiting = (await registrations.all(code)).map(({ name }) => name);
    const ended: Ended = { participants: waiting.length, grants: 0, unconfirmed: 0 };
    const removeSome = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const { grants, unconfirmed } = await this.removeOne(code, name);
        ended.grants += grants;
        ended.unconfirmed += unconfirmed;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, removeSome));
    await workshops.remove(code);
    removal.audit.record({ action: 'workshop', outcome: 'ended', by, subject: code });
    return ended;
  }

  /** Removes one who registered, and gives the place back. @throws Problem `not_found` */
  async removeParticipant(by: Principal | undefined, code: string, name: string): Promise<Removed> {
    const { accounts, registrations, removal, onChange } = this.parts;
    if ((await registrations.find(code, name)) === undefined) throw noParticipant();
    await accounts.disable(name);
    const removed = await this.removeOne(code, name);
    removal.audit.record({ action: 'workshop', outcome: 'removed', by, subject: `${code}/${name}` });
    onChange();
    return removed;
  }

  /** Somebody who is disabled already. */
  private async removeOne(code: string, name: string): Promise<Removed> {
    const { registrations } = this.parts;
    // Removed meanwhile, the name may be somebody else's by now.
    if ((await registrations.find(code, name)) === undefined) return { grants: 0, unconfirmed: 0 };
    const removed = await this.removeUserOf(name);
    await registrations.remove(code, name);
    // Somebody may have signed in for the first time while all this began.
    const late = await this.removeUserOf(name);
    return { grants: removed.grants + late.grants, unconfirmed: removed.unconfirmed + late.unconfirmed };
  }

  private async removeUserOf(name: string): Promise<Removed> {
    const user = await this.parts.users.bySubject(LOCAL_ISSUER, name);
    return user === undefined ? { grants: 0, unconfirmed: 0 } : removeUser(this.parts.removal, user.id);
  }
}
