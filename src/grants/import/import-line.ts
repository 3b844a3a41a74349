import { z } from 'zod';

/** PostgreSQL takes no NUL as text. */
const plain = z
  .string()
  .min(1)
  .max(250)
  .regex(/^\P{Cc}*$/u, 'has control characters');

/** One grant to be imported, as a line of JSON or the body of a request has it. */
export const importLine = z
  .strictObject({
    user: z
      .union([plain, z.strictObject({ issuer: plain.optional(), subject: plain })], 'is neither an id nor {subject}')
      .meta({
        description:
          'Whose it is: the id of a user of the store, or who they are where people sign in. Of those, one who has not been here yet is known from then on.',
      }),
    provider: plain.max(200),
    refresh_token: z
      .string()
      .max(16_384)
      .regex(/^[\x20-\x7e]+$/, 'is not a refresh token'),
    scope: z
      .string()
      .max(2_000)
      .regex(/^\P{Cc}*$/u, 'has control characters')
      .optional()
      .meta({
        description: 'What was granted, as far as the provider does not say. Without it: the provider’s SCOPE.',
      }),
    account: plain.optional().meta({
      description: 'The subject at the provider. Where the provider names another, the import is refused.',
    }),
    label: plain.max(100).optional().meta({ description: 'What its user will call it.' }),
  })
  .meta({ id: 'GrantImport', description: 'A refresh token that was issued to this store’s client elsewhere.' });

export type ImportLine = z.output<typeof importLine>;
