import { renderAuditEvent } from '../api/v2/audit.ts';
import { AuditRetention } from '../audit/audit-retention.ts';
import { AuditStore } from '../audit/audit.store.ts';
import { createLog } from '../log/logger.ts';
import { confirm } from './confirm.ts';
import { counted } from './counted.ts';
import { every } from './every.ts';
import { parseInstant } from './instant.ts';
import { say } from './say.ts';
import { minuteOf } from './table.ts';
import { withTables } from './tables.ts';
import { UsageError } from './usage-error.ts';

export interface SpanFlags {
  since?: string;
  until?: string;
}

/** `tokenstore audit export`: a line of JSON for each event, as the API renders it, the oldest first. @throws UsageError */
export async function exportAudit({ since, until }: SpanFlags): Promise<void> {
  await withTables(async ({ database, clock }) => {
    const span = {
      since: since === undefined ? undefined : parseInstant(since, clock.now()),
      until: until === undefined ? undefined : parseInstant(until, clock.now()),
    };
    const store = new AuditStore(database);
    for await (const row of every((wish) => store.inOrder(span, wish))) {
      say(JSON.stringify(renderAuditEvent(row, undefined, true)));
    }
  });
}

/** `tokenstore audit prune`: removes what is older than `--until`, else than AUDIT_RETENTION. @throws UsageError */
export async function pruneAudit({ until, yes }: { until?: string; yes?: true }): Promise<void> {
  await withTables(async ({ database, clock, settings: { AUDIT_RETENTION } }) => {
    const now = clock.now();
    if (until === undefined && AUDIT_RETENTION === 'off') {
      throw new UsageError('AUDIT_RETENTION is off: say how old they have to be, --until 400d.');
    }
    const end = until === undefined ? now - Number(AUDIT_RETENTION) : parseInstant(until, now);
    await confirm(`Remove all events before ${minuteOf(end)} UTC?`, yes === true);
    const log = createLog({ level: 'silent', format: 'json' });
    const removed = await new AuditRetention(new AuditStore(database), AUDIT_RETENTION, log).prune(now - end);
    say(`Removed: ${counted(removed, 'event')}.`);
  });
}
