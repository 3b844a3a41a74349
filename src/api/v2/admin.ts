import { z } from 'zod';
import {
  GRANT_AGES,
  type GrantAgeCount,
  type GrantCount,
  type ListedGrant,
} from '../../grants/admin/grant-overview.ts';
import type { ListedUser } from '../../users/user-directory.ts';
import { Problem } from '../../problem/problem.ts';
import { pageQuery } from './page.ts';

const status = z.enum(['active', 'reauth_required', 'revoked']);
const reason = z.enum(['expired', 'lost_rotation', 'refused', 'revoked_by_user']).nullable();
const seconds = z.int().meta({ description: 'Seconds since the epoch.' });
// PostgreSQL knows no text with a NUL in it.
const words = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'has control characters');

export const overview = z
  .object({
    users: z.object({ all: z.int(), disabled: z.int() }),
    sessions: z.int().nullable().meta({ description: 'Browsers that are signed in; null: not kept in the database.' }),
    providers: z.array(
      z.object({
        id: z.string(),
        configured: z.boolean().meta({ description: 'false: there are grants, and no such provider any more.' }),
        breaker: z
          .enum(['closed', 'half-open', 'open'])
          .nullable()
          .meta({ description: 'Of the replica that answers: open while the provider does not answer it.' }),
        due: z.int().nullable().meta({ description: 'Grants to be kept alive that are due, up to 10000.' }),
        grants: z.array(z.object({ status, reason, count: z.int() })),
        ages: z.array(z.object({ age: z.enum(GRANT_AGES), active: z.int(), reauth_required: z.int() })).meta({
          description: 'Of those that were not revoked: linked within a day, a week, 30, 90, 365 days, or before.',
        }),
      }),
    ),
  })
  .meta({ id: 'Overview', description: 'How the store fares, in numbers.' });

export const userQuery = z.object({
  ...pageQuery.shape,
  q: words.optional().meta({ description: 'What the name, the e-mail address or the subject begins with.' }),
  ids: z
    .string()
    .max(8_000)
    .regex(/^\P{Cc}*$/u, 'has control characters')
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .refine((ids) => ids.length <= 200, 'are more than 200')
    .optional()
    .meta({ description: 'Only these users: ids, with commas between.' }),
});

export const userBody = z
  .object({
    id: z.string(),
    issuer: z.string(),
    subject: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    roles: z.array(z.string()).meta({ description: 'As the issuer last said.' }),
    created_at: seconds,
    seen_at: seconds.meta({ description: 'Seconds since the epoch, to the hour.' }),
    disabled_at: seconds.nullable(),
  })
  .meta({ id: 'User' });

export const userChange = z
  .strictObject({
    disabled: z.boolean().meta({
      description:
        'true: ends sessions, keys, refreshes and hand-outs at once. false: keys work again, sessions do not.',
    }),
  })
  .meta({ id: 'UserChange' });

export const allGrantsQuery = z.object({
  ...pageQuery.shape,
  provider: words.optional(),
  status: status.optional(),
  user: words.optional().meta({ description: 'The id of a user.' }),
});

export const listedGrant = z
  .object({
    id: z.string(),
    user: z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
    provider: z.string(),
    account: z.object({ subject: z.string().nullable(), label: z.string().nullable() }),
    default: z.boolean(),
    status,
    reason,
    scope: z.string().meta({ description: 'What was granted.' }),
    refresh_expires_at: seconds.nullable(),
    last_refreshed_at: seconds.nullable(),
    last_used_at: seconds.nullable(),
    last_error: z.string().nullable(),
    last_error_at: seconds.nullable(),
    failures: z.int(),
    linked_at: seconds,
  })
  .meta({ id: 'ListedGrant', description: 'A grant as operators see it.' });

export function renderUser(user: ListedUser): z.infer<typeof userBody> {
  const { id, issuer, subject, name, email, roles } = user;
  return {
    ...{ id, issuer, subject, name, email },
    roles: [...roles],
    created_at: toSeconds(user.createdAt),
    seen_at: toSeconds(user.seenAt),
    disabled_at: orNull(user.disabledAt),
  };
}

export function renderListedGrant(grant: ListedGrant): z.infer<typeof listedGrant> {
  return {
    id: grant.id,
    user: grant.user,
    provider: grant.provider,
    account: { subject: grant.account === '' ? null : grant.account, label: grant.label },
    default: grant.isDefault,
    status: grant.status,
    reason: grant.reason,
    scope: grant.scope,
    refresh_expires_at: orNull(grant.refreshExpiresAt),
    last_refreshed_at: orNull(grant.lastRefreshedAt),
    last_used_at: orNull(grant.lastUsedAt),
    last_error: grant.lastError,
    last_error_at: orNull(grant.lastErrorAt),
    failures: grant.failures,
    linked_at: toSeconds(grant.linkedAt),
  };
}

/** The counts of one provider, without its name. */
export function countsOf(counts: readonly GrantCount[], provider: string): Omit<GrantCount, 'provider'>[] {
  return counts
    .filter((one) => one.provider === provider)
    .map(({ status, reason, count }) => ({ status, reason, count }));
}

/** Those of one provider, the youngest first. */
export function agesOf(
  counts: readonly GrantAgeCount[],
  provider: string,
): z.infer<typeof overview>['providers'][number]['ages'] {
  const its = counts.filter((one) => one.provider === provider);
  return GRANT_AGES.map((age) => {
    const among = (wanted: GrantAgeCount['status']) =>
      its.find((one) => one.age === age && one.status === wanted)?.count ?? 0;
    return { age, active: among('active'), reauth_required: among('reauth_required') };
  });
}

function orNull(instant: number | null): number | null {
  return instant === null ? null : toSeconds(instant);
}

function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}

/** @throws Problem `not_found` */
export function known(user: ListedUser | undefined): ListedUser {
  if (user === undefined) throw new Problem('not_found', 'There is no such user.');
  return user;
}
