import { z } from 'zod';
import { isUserName } from '../users/workshops/user-name.ts';

/** What is said of a field of the form that cannot be taken; the page has a sentence for each. */
export const FIELD_FAULTS = ['missing', 'invalid', 'too long', 'taken', 'registered'] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

export const FIELDS = ['first_name', 'last_name', 'email', 'username'] as const;
export type Field = (typeof FIELDS)[number];

const LONGEST_NAME = 100;
const LONGEST_EMAIL = 254;

const says = (fault: FieldFault): FieldFault => fault;

/** A name of a person: any letters, but nothing that ends a line or turns the writing round. */
const personName = z
  .string(says('missing'))
  .transform((text) => text.normalize('NFC').trim().replaceAll(/ +/g, ' '))
  .pipe(
    z
      .string()
      .min(1, { error: says('missing'), abort: true })
      .max(LONGEST_NAME, { error: says('too long'), abort: true })
      .regex(/^\P{C}*$/u, says('invalid')),
  );

const small = (text: string): string => text.trim().toLowerCase();

/** The form of the page. Telephones begin words with a capital, so case does not count where it must not. */
export const registrationForm = z.object({
  first_name: personName,
  last_name: personName,
  email: z
    .string(says('missing'))
    .transform(small)
    .pipe(
      z
        .string()
        .min(1, { error: says('missing'), abort: true })
        .max(LONGEST_EMAIL, { error: says('too long'), abort: true })
        .pipe(z.email(says('invalid'))),
    ),
  username: z
    .string(says('missing'))
    .transform(small)
    .pipe(
      z
        .string()
        .min(1, { error: says('missing'), abort: true })
        .refine(isUserName, says('invalid')),
    ),
});

export type Registration = z.output<typeof registrationForm>;
