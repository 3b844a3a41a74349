import { z } from 'zod';
import type { Removed } from '../grants/revoke/remove-user.ts';
import type { Participant } from '../users/workshops/registration.store.ts';
import type { WorkshopChange } from '../users/workshops/workshop.store.ts';
import { isWorkshopCode, type Workshop } from '../users/workshops/workshop.ts';
import type { Ended } from './end-workshop.ts';
import type { WorkshopWish } from './manage-workshops.ts';

const LATEST = 253_402_300_799;
const seconds = z.int().min(0).max(LATEST).meta({ description: 'Seconds since the epoch.' });
const places = z.int().min(1).max(10_000);

const code = z
  .string()
  .refine(isWorkshopCode, 'is not 3 to 64 small letters, digits and single - between them')
  .meta({ description: 'Stands in the address of its page. Absent: one is made that nobody guesses.' });

export const newWorkshop = z
  .strictObject({
    code: code.optional(),
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^\P{C}*$/u, 'has control characters')
      .meta({ description: 'As people see it.' }),
    places,
    starts_at: seconds.optional().meta({ description: 'Nobody registers before. Absent: now.' }),
    ends_at: seconds.meta({ description: 'Nobody registers from then on, and kept passwords are forgotten.' }),
    keeps_passwords: z
      .boolean()
      .default(false)
      .meta({ description: 'true: passwords are kept, sealed, until `ends_at`, and stand in `users.csv`.' }),
  })
  .meta({ id: 'NewWorkshop' });

export const workshopChange = z
  .strictObject({
    closed: z.boolean().optional().meta({ description: 'true: nobody registers until it is false again.' }),
    ends_at: seconds.optional(),
    places: places.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing')
  .meta({ id: 'WorkshopChange' });

export const workshopBody = z
  .object({
    code: z.string(),
    name: z.string(),
    url: z.string().meta({ description: 'Where people register.' }),
    state: z
      .enum(['open', 'not_begun', 'full', 'closed', 'over', 'ending'])
      .meta({ description: 'Whether people can register. `ending`: it is being removed.' }),
    places: z.int(),
    taken: z.int().meta({ description: 'Places that are taken, at this moment.' }),
    starts_at: z.int(),
    ends_at: z.int(),
    keeps_passwords: z.boolean(),
    created_at: z.int(),
  })
  .meta({
    id: 'Workshop',
    description: 'An event at which people register themselves. Instants are seconds since the epoch.',
  });

export const participantBody = z
  .object({
    user_name: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    email: z.string(),
    registered_at: z.int().meta({ description: 'Seconds since the epoch.' }),
  })
  .meta({ id: 'WorkshopParticipant' });

export const passwordBody = z
  .object({ password: z.string().meta({ description: 'Shown now and never again.' }) })
  .meta({ id: 'WorkshopPassword' });

const removed = {
  grants: z.int().meta({ description: 'Grants that were ended.' }),
  unconfirmed: z.int().meta({ description: 'Of these, as many as a provider did not confirm.' }),
};
export const removedBody = z.object(removed).meta({ id: 'RemovedParticipant' });
export const endedBody = z.object({ participants: z.int(), ...removed }).meta({ id: 'EndedWorkshop' });

/** @param now milliseconds since the epoch, for a workshop that begins at once */
export function toWorkshopWish(body: z.output<typeof newWorkshop>, now: number): WorkshopWish {
  return {
    ...{ code: body.code, name: body.name, places: body.places, keepsPasswords: body.keeps_passwords },
    startsAt: body.starts_at === undefined ? now : body.starts_at * 1000,
    endsAt: body.ends_at * 1000,
  };
}

export function toWorkshopChange({ closed, ends_at, places: many }: z.output<typeof workshopChange>): WorkshopChange {
  return { closed, places: many, endsAt: ends_at === undefined ? undefined : ends_at * 1000 };
}

/** @param url of the page of a workshop, by its code */
export function renderWorkshop(workshop: Workshop, url: (code: string) => string): z.infer<typeof workshopBody> {
  const { code: its, name, state, places: many, taken } = workshop;
  return {
    ...{ code: its, name, url: url(its), state, places: many, taken },
    starts_at: toSeconds(workshop.startsAt),
    ends_at: toSeconds(workshop.endsAt),
    keeps_passwords: workshop.keepsPasswords,
    created_at: toSeconds(workshop.createdAt),
  };
}

export function renderParticipant({
  name,
  firstName,
  lastName,
  email,
  createdAt,
}: Participant): z.infer<typeof participantBody> {
  return { user_name: name, first_name: firstName, last_name: lastName, email, registered_at: toSeconds(createdAt) };
}

export function renderRemoved({ grants, unconfirmed }: Removed): z.infer<typeof removedBody> {
  return { grants, unconfirmed };
}

export function renderEnded({ participants, grants, unconfirmed }: Ended): z.infer<typeof endedBody> {
  return { participants, grants, unconfirmed };
}

function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}
