import type { AuditEvent } from '../../parts/audit-sentence.ts';

/** The same thing, done once or several times in a day; the newest first. */
export interface Deed {
  /** Stays when older ones come in. */
  id: string;
  newest: AuditEvent;
  events: AuditEvent[];
}

/** What was done on one day of the reader. */
export interface Day {
  /** Its first moment, milliseconds since the epoch. */
  start: number;
  deeds: Deed[];
}

/** Days with what was done on them, from events newest first. What differs in time and address alone is one deed. */
export function fold(events: readonly AuditEvent[]): Day[] {
  const days: { day: Day; deeds: Map<string, Deed> }[] = [];
  for (const event of events) {
    const start = startOfDay(event.at);
    let last = days.at(-1);
    if (last?.day.start !== start) {
      last = { day: { start, deeds: [] }, deeds: new Map() };
      days.push(last);
    }
    const kind = kindOf(event);
    const same = last.deeds.get(kind);
    if (same !== undefined) {
      same.events.push(event);
      continue;
    }
    const deed = { id: event.id, newest: event, events: [event] };
    last.deeds.set(kind, deed);
    last.day.deeds.push(deed);
  }
  return days.map(({ day }) => day);
}

function kindOf({ action, outcome, actor, user_id, provider, grant_id, subject, scope }: AuditEvent): string {
  const { kind, id, via, key_id } = actor;
  return JSON.stringify([action, outcome, kind, id, via, key_id, user_id, provider, grant_id, subject, scope]);
}

function startOfDay(at: number): number {
  return new Date(at * 1000).setHours(0, 0, 0, 0);
}
