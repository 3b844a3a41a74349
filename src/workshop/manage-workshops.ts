import type { AuditLog } from '../audit/audit-log.ts';
import type { PasswordHashes } from '../crypto/passwords.ts';
import { readableSecret } from '../crypto/random.ts';
import type { Page, PageWish } from '../database/page.ts';
import type { Principal } from '../principal/principal.ts';
import { invalidRequest, Problem } from '../problem/problem.ts';
import type { SignedInBrowsers } from '../sessions/signed-in-browsers.ts';
import { LOCAL_ISSUER, type UserStore } from '../users/user.store.ts';
import type { Participant, RegistrationStore } from '../users/workshops/registration.store.ts';
import type { NewWorkshop, WorkshopChange, WorkshopStore } from '../users/workshops/workshop.store.ts';
import type { Workshop } from '../users/workshops/workshop.ts';
import { newPassword } from './new-password.ts';
import { htpasswdOf, rosterOf } from './roster.ts';

export interface ManageWorkshopsParts {
  workshops: WorkshopStore;
  registrations: RegistrationStore;
  users: UserStore;
  browsers: SignedInBrowsers;
  hash: (password: string) => Promise<PasswordHashes>;
  audit: AuditLog;
  /** Is told that the accounts of workshops are others than before. */
  onChange: () => void;
}

/** The code may be left to us: one that nobody guesses. */
export type WorkshopWish = Omit<NewWorkshop, 'code'> & { code: string | undefined };

/** What administrators do with workshops, and the operator at the command line, who is no principal. */
export class ManageWorkshops {
  private readonly parts: ManageWorkshopsParts;

  constructor(parts: ManageWorkshopsParts) {
    this.parts = parts;
  }

  list(wish: PageWish): Promise<Page<Workshop>> {
    return this.parts.workshops.list(wish);
  }

  /** @throws Problem `not_found` */
  async get(code: string): Promise<Workshop> {
    const workshop = await this.parts.workshops.find(code);
    if (workshop === undefined) throw new Problem('not_found', 'There is no such workshop.');
    return workshop;
  }

  /** @throws Problem `invalid_request` */
  async open(by: Principal | undefined, wish: WorkshopWish): Promise<Workshop> {
    const { workshops, audit } = this.parts;
    const code = wish.code ?? readableSecret(2, 5);
    if (wish.endsAt <= wish.startsAt) throw invalidRequest('ends_at', 'is not after starts_at');
    if (!(await workshops.add({ ...wish, code }))) throw invalidRequest('code', 'is that of another workshop');
    audit.record({ action: 'workshop', outcome: 'opened', by, subject: code });
    return this.get(code);
  }

  /**
   * Closes it or opens it again, gives it another end or other places. Who has a place keeps it, also where there are fewer.
   * @throws Problem `not_found`, `invalid_request`
   */
  async change(by: Principal | undefined, code: string, change: WorkshopChange): Promise<Workshop> {
    const { workshops, audit } = this.parts;
    const { startsAt } = await this.get(code);
    if (change.endsAt !== undefined && change.endsAt <= startsAt) {
      throw invalidRequest('ends_at', 'is not after starts_at');
    }
    if (!(await workshops.change(code, change))) throw invalidRequest('', 'the workshop is being removed');
    const outcome = change.closed === undefined ? 'changed' : change.closed ? 'closed' : 'reopened';
    audit.record({ action: 'workshop', outcome, by, subject: code });
    return this.get(code);
  }

  /** @throws Problem `not_found` */
  async participants(code: string, wish: PageWish): Promise<Page<Participant>> {
    await this.get(code);
    return this.parts.registrations.list(code, wish);
  }

  /**
   * A new password for somebody who lost theirs; browsers that are signed in with the old one are signed out.
   * @returns the password, which nobody can tell ever after
   * @throws Problem `not_found`, `rate_limited`
   */
  async resetPassword(by: Principal | undefined, code: string, name: string): Promise<string> {
    const { registrations, users, browsers, hash, audit, onChange } = this.parts;
    if ((await registrations.find(code, name)) === undefined) throw noParticipant();
    const password = newPassword();
    const { account: accountHash, htpasswd: htpasswdHash } = await hash(password);
    if (!(await registrations.setPassword(code, name, { password, accountHash, htpasswdHash }))) throw noParticipant();
    const user = await users.bySubject(LOCAL_ISSUER, name);
    if (user !== undefined) await browsers.endOf(user.id);
    audit.record({
      ...{ action: 'workshop', outcome: 'password reset', by, userId: user?.id, subject: `${code}/${name}` },
    });
    onChange();
    return password;
  }

  /** Lines for an htpasswd file. @throws Problem `not_found` */
  async htpasswd(by: Principal | undefined, code: string): Promise<string> {
    await this.get(code);
    const text = htpasswdOf(await this.parts.registrations.entries(code));
    this.parts.audit.record({ action: 'workshop', outcome: 'exported', by, subject: code });
    return text;
  }

  /** A table of who registered; with passwords where the workshop keeps them and is not over. @throws Problem `not_found` */
  async roster(by: Principal | undefined, code: string): Promise<string> {
    const { registrations, audit } = this.parts;
    const { keepsPasswords } = await this.get(code);
    const passwords = keepsPasswords ? await registrations.passwords(code) : undefined;
    const text = rosterOf(await registrations.all(code), passwords);
    const outcome = passwords !== undefined && passwords.size > 0 ? 'passwords exported' : 'exported';
    audit.record({ action: 'workshop', outcome, by, subject: code });
    return text;
  }
}

export function noParticipant(): Problem {
  return new Problem('not_found', 'Nobody of that name registered for this workshop.');
}
