import { z } from 'zod';
import { AUDIT_ACTIONS } from '../../audit/audit-actions.ts';
import type { AuditRow } from '../../audit/audit.store.ts';
import { idOf, type Principal } from '../../principal/principal.ts';
import { pageQuery } from './page.ts';

const instant = z.coerce
  .number()
  .min(0)
  .max(9_999_999_999)
  .transform((seconds) => Math.ceil(seconds * 1000));
// PostgreSQL knows no text with a NUL in it.
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'has control characters');

const ACTOR_KINDS = ['user', 'client', 'anonymous', 'store'] as const;

export const auditQuery = z.object({
  ...pageQuery.shape,
  action: z.enum(AUDIT_ACTIONS).optional(),
  provider: name.optional().meta({ description: 'The id of a provider.' }),
  grant: name.optional().meta({ description: 'The id of a grant.' }),
  actor_kind: z.enum(ACTOR_KINDS).optional().meta({ description: 'Only what such a one did.' }),
  actor: name.optional().meta({ description: 'Only what this user or client did, by id.' }),
  since: instant.optional().meta({ description: 'Seconds since the epoch: only events from then on.' }),
  until: instant.optional().meta({ description: 'Seconds since the epoch: only events before.' }),
  user: name.optional().meta({ description: 'Admin: what this user did, and what was done to them.' }),
  client: name.optional().meta({ description: 'Admin: what this client did.' }),
  all: z
    .enum(['true', 'false'])
    .optional()
    .transform((text) => text === 'true')
    .meta({ description: 'Admin: everybody’s.' }),
});

export const auditEvent = z
  .object({
    id: z.string(),
    at: z.number().meta({ description: 'Seconds since the epoch, to the millisecond.' }),
    action: z.string().meta({ description: AUDIT_ACTIONS.join(', ') }),
    outcome: z.string().meta({ description: '`given`, `linked` and the like, or the code of a problem.' }),
    actor: z.object({
      kind: z.enum(ACTOR_KINDS).meta({
        description: '`anonymous`: somebody who was not recognised; `store`: nobody asked for it.',
      }),
      id: z.string().nullable(),
      via: z.string().nullable().meta({ description: 'By what kind of credential.' }),
      key_id: z.string().nullable().meta({ description: 'The API key that was shown.' }),
    }),
    user_id: z.string().nullable().meta({ description: 'Whose grant, key or consent.' }),
    provider: z.string().nullable(),
    grant_id: z.string().nullable(),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'The key, client, rule, consent, user or name it was done to.' }),
    scope: z.string().nullable(),
    request_id: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'Where the request came from.' }),
  })
  .meta({ id: 'AuditEvent', description: 'Something that was done. Another user’s address and key are left out.' });

export type AuditEventBody = z.infer<typeof auditEvent>;

/**
 * Users see from where they and clients acted; from where another user did (an administrator, say) is not theirs to know.
 * @param reader `undefined`: the operator, at the command line
 */
export function renderAuditEvent(row: AuditRow, reader: Principal | undefined, readsAll: boolean): AuditEventBody {
  const isOwn = row.actor_kind === reader?.kind && row.actor_id === idOf(reader);
  const isOpen = readsAll || isOwn || row.actor_kind !== 'user';
  return {
    id: row.id,
    at: row.at / 1000,
    action: row.action,
    outcome: row.outcome,
    actor: { kind: row.actor_kind, id: row.actor_id, via: row.via, key_id: isOpen ? row.key_id : null },
    user_id: row.user_id,
    provider: row.provider,
    grant_id: row.grant_id,
    subject: row.subject,
    scope: row.scope,
    request_id: isOpen ? row.request_id : null,
    address: isOpen ? row.address : null,
  };
}
