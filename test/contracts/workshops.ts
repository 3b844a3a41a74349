import type { NewParticipant } from '../../src/users/workshops/registration.store.ts';
import type { NewWorkshop } from '../../src/users/workshops/workshop.store.ts';

const DAY = 86_400_000;
let serial = 0;

/** A workshop that is open, with a code of its own. */
export function workshop(changes: Partial<NewWorkshop> = {}): NewWorkshop {
  serial += 1;
  return {
    ...{ code: `spring-${serial}`, name: 'Spring school', places: 3, keepsPasswords: false },
    ...{ startsAt: Date.now() - DAY, endsAt: Date.now() + DAY },
    ...changes,
  };
}

/** Somebody who would like a place, unlike all others. */
export function participant(changes: Partial<NewParticipant> & Pick<NewParticipant, 'workshop'>): NewParticipant {
  serial += 1;
  // In the order of their names, also where two come in the same millisecond.
  const name = `person-${String(serial).padStart(5, '0')}`;
  return {
    ...{ name, firstName: 'Ann', lastName: 'Example', email: `${name}@example.org` },
    ...{ password: `secret ${serial}`, accountHash: `$argon2id$${serial}`, htpasswdHash: `$2y$10$${serial}` },
    ...changes,
  };
}
