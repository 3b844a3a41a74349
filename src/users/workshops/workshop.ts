import { asBoolean } from '../../database/connection.ts';
import type { WorkshopEntity } from './workshop.entity.ts';

/** Whether people can register; if not, why: it has not begun, all places are taken, the operator closed it, it is over, or being removed. */
export type WorkshopState = 'open' | 'not_begun' | 'full' | 'closed' | 'over' | 'ending';

/** An event at which people register themselves. Instants are milliseconds since the epoch. */
export interface Workshop {
  code: string;
  name: string;
  places: number;
  /** Places that are taken. */
  taken: number;
  startsAt: number;
  endsAt: number;
  /** Whether passwords are kept, sealed, until the end. */
  keepsPasswords: boolean;
  createdAt: number;
  state: WorkshopState;
}

/** A workshop's row, with what a statement brings along. */
export type WorkshopRow = WorkshopEntity & { taken: number; now: number };

/** What a workshop's code may be: it stands in an address, and is typed from a slide. */
export function isWorkshopCode(text: string): boolean {
  return text.length <= 64 && /^[a-z0-9](?:-?[a-z0-9]){2,}$/.test(text);
}

export function toWorkshop(row: WorkshopRow): Workshop {
  return {
    ...{ code: row.code, name: row.name, places: row.places, taken: row.taken },
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    keepsPasswords: asBoolean(row.keeps_passwords),
    createdAt: row.created_at,
    state: stateOf(row),
  };
}

function stateOf({ ending_at, closed_at, starts_at, ends_at, places, taken, now }: WorkshopRow): WorkshopState {
  if (ending_at !== null) return 'ending';
  if (now >= ends_at) return 'over';
  if (closed_at !== null) return 'closed';
  if (now < starts_at) return 'not_begun';
  return taken >= places ? 'full' : 'open';
}
