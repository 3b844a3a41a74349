import type { AuditLog } from '../../audit/audit-log.ts';
import type { GrantEvents } from '../events.ts';

/** Audits what becomes of grants while nobody asks: the outcome is why a grant ended, or `recovered`. */
export function auditEvents(events: GrantEvents, audit: AuditLog): void {
  events.subscribe((event) => {
    // That a grant will end is news, but nothing that happened to it.
    if (event.type === 'expiring') return;
    const { userId, provider, grantId } = event;
    const outcome = event.type === 'recovered' ? event.type : event.reason;
    audit.record({ action: 'refresh', outcome, by: undefined, userId, provider, grantId });
  });
}
