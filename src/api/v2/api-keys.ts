import { z } from 'zod';
import type { ApiKey, KeyOwner } from '../../api-keys/api-key.store.ts';
import type { KeyWish } from '../../auth/api-key/manage-keys.ts';
import { pageOf, pageQuery } from './page.ts';

/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;
const CENTURY = 100 * 366 * 24 * 60 * 60;

/** PostgreSQL keeps no NUL, and nobody wants to read the others. */
const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'has control characters in it');

const list = z.array(line).min(1).max(100);

export const newKey = z
  .strictObject({
    name: line.max(100).meta({ description: 'For people, to tell their keys apart.' }),
    scopes: list.optional().meta({
      description:
        '`grants:read`, `grants:write`, `token`, `token:<provider>`, `api-keys`, `act-as`, `admin`. ' +
        'A client’s key has `token` and `act-as` where it names none; any other says them.',
    }),
    providers: list.optional().meta({ description: 'The only providers that the key is good for; else all.' }),
    expires_in: z.int().min(1).max(CENTURY).optional().meta({ description: 'Seconds from now.' }),
    expires_at: z.int().min(1).max(LAST_SECOND).optional().meta({ description: 'Seconds since the epoch.' }),
    client: line.optional().meta({ description: 'The client whose key it shall be; needs the right `admin`.' }),
  })
  .refine(({ expires_in: span, expires_at: instant }) => span === undefined || instant === undefined, {
    path: ['expires_at'],
    message: 'does not go together with expires_in',
  });

export const keyQuery = z
  .object({
    ...pageQuery.shape,
    user: line.optional().meta({ description: 'The keys of this user, by id.' }),
    client: line.optional().meta({ description: 'The keys of this client.' }),
    all: z.literal('true').optional().meta({ description: 'Everybody’s keys.' }),
  })
  .refine(({ user, client, all }) => [user, client, all].filter((one) => one !== undefined).length < 2, {
    message: 'user, client and all do not go together',
  });

const shown = {
  id: z.string().meta({ description: 'The part of the key behind `tsk_`.' }),
  name: z.string(),
  user: z.string().nullable().meta({ description: 'The id of the user whose it is; null for a client’s.' }),
  client: z.string().nullable().meta({ description: 'The client whose it is; null for a user’s.' }),
  scopes: z.array(z.string()),
  providers: z.array(z.string()).nullable().meta({ description: 'null: all.' }),
  created_at: z.int().meta({ description: 'Seconds since the epoch, as all instants.' }),
  expires_at: z.int().nullable().meta({ description: 'null: never.' }),
  last_used_at: z.int().nullable().meta({ description: 'To the minute; null: never.' }),
};

const apiKey = z.object(shown).meta({ id: 'ApiKey', description: 'An API key, without its secret.' });

export const apiKeyList = pageOf(apiKey);

export const madeKey = z
  .object({ ...shown, key: z.string().meta({ description: 'The credential itself: `tsk_…`.' }) })
  .meta({ id: 'NewApiKey', description: 'An API key that was just made.' });

/** Whose keys are asked for: one's own, where the query says nothing. */
export function toOwner({ user, client, all }: z.output<typeof keyQuery>, own: string): KeyOwner | 'all' {
  if (all !== undefined) return 'all';
  return client === undefined ? { user: user ?? own } : { client };
}

export function toKeyWish(body: z.output<typeof newKey>): KeyWish {
  const { name, scopes, providers, client, expires_in: span, expires_at: instant } = body;
  const at = instant === undefined ? undefined : { at: instant * 1000 };
  return { name, scopes, providers, client, expires: span === undefined ? at : { in: span * 1000 } };
}

export function renderKey(key: ApiKey): z.infer<typeof apiKey> {
  return {
    id: key.id,
    name: key.name,
    user: key.userId,
    client: key.clientId,
    scopes: [...key.scopes],
    providers: key.providers && [...key.providers],
    created_at: toSeconds(key.createdAt),
    expires_at: key.expiresAt === null ? null : toSeconds(key.expiresAt),
    last_used_at: key.lastUsedAt === null ? null : toSeconds(key.lastUsedAt),
  };
}

function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}
