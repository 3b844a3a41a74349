import type { AuditLog } from '../audit/audit-log.ts';
import type { PasswordHashes } from '../crypto/passwords.ts';
import type { RequestOrigin } from '../principal/principal.ts';
import { Problem } from '../problem/problem.ts';
import type { RegistrationStore } from '../users/workshops/registration.store.ts';
import type { WorkshopStore } from '../users/workshops/workshop.store.ts';
import type { Workshop, WorkshopState } from '../users/workshops/workshop.ts';
import { newPassword } from './new-password.ts';
import type { Field, FieldFault, Registration } from './registration.ts';

export interface RegisterParts {
  workshops: WorkshopStore;
  registrations: RegistrationStore;
  /** Whether `HTPASSWD_FILE` has this name. */
  isListed: (name: string) => Promise<boolean>;
  /** Whether a name is nobody's to take: one of `WORKSHOP_RESERVED_NAMES`, or of others where the accounts go. */
  isReserved: (name: string) => boolean;
  /** `stillWanted` is asked when its turn has come, and throws where it is not. */
  hash: (password: string, stillWanted: () => Promise<void>) => Promise<PasswordHashes>;
  audit: AuditLog;
  /** Is told that the accounts of workshops are others than before. */
  onChange: () => void;
}

/** A field of the form cannot be taken as it is. */
export class FieldRefused extends Error {
  override readonly name = 'FieldRefused';
  readonly field: Field;
  readonly fault: FieldFault;

  constructor(field: Field, fault: FieldFault) {
    super(`${field}: ${fault}`);
    this.field = field;
    this.fault = fault;
  }
}

/** Why nobody can register. */
export type ClosedState = Exclude<WorkshopState, 'open'>;

const WHY: Readonly<Record<ClosedState, string>> = {
  not_begun: 'Registration has not begun.',
  full: 'All places are taken.',
  closed: 'Registration is closed.',
  over: 'The workshop is over.',
  ending: 'The workshop is over.',
};

/** The workshop takes nobody, whoever asks. */
export class RegistrationClosed extends Problem {
  readonly state: ClosedState;

  constructor(state: ClosedState) {
    super('registration_closed', WHY[state], { members: { reason: state } });
    this.state = state;
  }
}

/** Lets people register themselves for a workshop. */
export class Register {
  private readonly parts: RegisterParts;

  constructor(parts: RegisterParts) {
    this.parts = parts;
  }

  /**
   * Takes a place and makes an account. Whoever cannot have one is told before a password is hashed, as far as that is known;
   * the store decides.
   * @returns the password, which nobody can tell ever after
   * @throws FieldRefused, RegistrationClosed; Problem `not_found`, `rate_limited`
   */
  async register(workshop: Workshop, who: Registration, origin: RequestOrigin): Promise<string> {
    const { registrations, audit, hash, onChange } = this.parts;
    requireOpen(workshop);
    if (await this.isTaken(who.username)) throw new FieldRefused('username', 'taken');
    const password = newPassword();
    const { account: accountHash, htpasswd: htpasswdHash } = await hash(password, () =>
      this.requireOpen(workshop.code),
    );
    const outcome = await registrations.register({
      ...{ name: who.username, workshop: workshop.code, email: who.email },
      ...{ firstName: who.first_name, lastName: who.last_name, password, accountHash, htpasswdHash },
    });
    switch (outcome) {
      case 'registered':
        audit.record({
          ...{ action: 'workshop', outcome: 'registered', by: undefined, origin },
          subject: `${workshop.code}/${who.username}`,
        });
        onChange();
        return password;
      case 'name taken':
        throw new FieldRefused('username', 'taken');
      case 'email taken':
        throw new FieldRefused('email', 'registered');
      case 'unknown':
        throw noWorkshop();
      default:
        throw new RegistrationClosed(outcome);
    }
  }

  /** Of many who wait for their turn, the last need not wait for the hash of a password that they will not get. */
  private async requireOpen(code: string): Promise<void> {
    requireOpen(await this.parts.workshops.find(code));
  }

  private async isTaken(name: string): Promise<boolean> {
    const { registrations, isListed, isReserved } = this.parts;
    return isReserved(name) || (await isListed(name)) || (await registrations.isNameTaken(name));
  }
}

/** @throws RegistrationClosed; Problem `not_found` */
function requireOpen(workshop: Workshop | undefined): void {
  if (workshop === undefined) throw noWorkshop();
  if (workshop.state !== 'open') throw new RegistrationClosed(workshop.state);
}

function noWorkshop(): Problem {
  return new Problem('not_found', 'There is no such workshop.');
}
