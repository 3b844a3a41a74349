import type { Log } from '../log/logger.ts';
import { idOf, type Principal } from '../principal/principal.ts';

export type AuditAction =
  | 'sign-in'
  | 'sign-out'
  | 'link'
  | 'token'
  | 'refresh'
  | 'revoke'
  | 'grant'
  | 'api-key'
  | 'client'
  | 'delegation'
  | 'consent'
  | 'admin';

/** Something that was done: who did it, for whom, where, how it ended. Never a token. */
export interface AuditEvent {
  action: AuditAction;
  /** In words that stay the same: `given`, `linked`, a problem's code. */
  outcome: string;
  /** `undefined`: the store itself. */
  by: Principal | undefined;
  /** Whose grant, key or consent. */
  userId?: string | undefined;
  provider?: string | undefined;
  grantId?: string | undefined;
  /** The key, client, rule or consent that it was done to. */
  subject?: string | undefined;
  scope?: string | undefined;
}

/** One structured log line for each event. */
export class AuditLog {
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log.child({ audit: true });
  }

  record({ by, ...event }: AuditEvent): void {
    const actor = by && { kind: by.kind, id: idOf(by), via: by.via, key: by.keyId, request: by.origin.id };
    this.log.info({ ...event, actor }, `${event.action}: ${event.outcome}`);
  }
}
