import type { Clock } from '../database/clock.ts';
import { newId } from '../crypto/random.ts';
import type { Log } from '../log/logger.ts';
import { idOf, type Principal, type RequestOrigin } from '../principal/principal.ts';
import type { AuditAction } from './audit-actions.ts';
import type { AuditRow } from './audit.store.ts';
import type { AuditWriter } from './audit-writer.ts';

/** Something that was done: who did it, for whom, where, how it ended. Never a token. */
export interface AuditEvent {
  action: AuditAction;
  /** In words that stay the same: `given`, `linked`, a problem's code. */
  outcome: string;
  /** `undefined`: the store itself, or, where there is an `origin`, somebody who was not recognised. */
  by: Principal | undefined;
  /** The request, where `by` does not name it. */
  origin?: RequestOrigin | undefined;
  /** Whose grant, key or consent. */
  userId?: string | undefined;
  provider?: string | undefined;
  grantId?: string | undefined;
  /** The key, client, rule or consent that it was done to. */
  subject?: string | undefined;
  scope?: string | undefined;
}

/** One structured log line and one row for each event. The row is written a moment later: nobody waits for it. */
export class AuditLog {
  private readonly log: Log;
  private readonly writer: AuditWriter;
  private readonly clock: Clock;

  constructor(log: Log, writer: AuditWriter, clock: Clock) {
    this.log = log.child({ audit: true });
    this.writer = writer;
    this.clock = clock;
  }

  record(audited: AuditEvent): void {
    const { by, origin = by?.origin, ...event } = audited;
    const actor = by && { kind: by.kind, id: idOf(by), via: by.via, key: by.keyId };
    const { id: request, address, trace } = origin ?? {};
    this.log.info({ ...event, actor, request, address, ...trace }, `${event.action}: ${event.outcome}`);
    this.writer.add(toRow(audited, this.clock.now()));
  }
}

/** The row of an event that was at this instant, in milliseconds since the epoch. */
export function toRow(event: AuditEvent, at: number): AuditRow {
  const { by } = event;
  const origin = event.origin ?? by?.origin;
  return {
    id: newId(),
    at,
    action: event.action,
    outcome: storable(event.outcome),
    actor_kind: by?.kind ?? (origin === undefined ? 'store' : 'anonymous'),
    actor_id: by === undefined ? null : storable(idOf(by)),
    via: by?.via ?? null,
    key_id: storable(by?.keyId),
    user_id: storable(event.userId),
    provider: storable(event.provider),
    grant_id: storable(event.grantId),
    subject: storable(event.subject),
    scope: storable(event.scope),
    request_id: storable(origin?.id),
    address: storable(origin?.address),
  };
}

const LONGEST = 1_000;

/**
 * Some of it was typed by whoever calls: a name that is a book must not fill the table, nor one with a NUL, which PostgreSQL
 * refuses, keep the rest of its batch from being written.
 */
function storable(text: string): string;
function storable(text: string | undefined): string | null;
function storable(text: string | undefined): string | null {
  if (text === undefined) return null;
  const short = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  return short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short;
}
