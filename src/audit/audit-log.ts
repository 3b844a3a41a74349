import type { Log } from '../log/logger.ts';

/** Something that was done with a person's grants: who did it, whose grant, where, how it ended. Never a token. */
export interface AuditEvent {
  action: 'sign-in' | 'link' | 'token' | 'revoke';
  outcome: string;
  userId: string;
  provider?: string;
  grantId?: string;
  scope?: string;
  via?: string;
}

/** One structured log line for each event. */
export class AuditLog {
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log.child({ audit: true });
  }

  record(event: AuditEvent): void {
    this.log.info(event, `${event.action}: ${event.outcome}`);
  }
}
