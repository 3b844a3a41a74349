import type { Connection, Statements } from '../database/connection.ts';
import type { KeyRingEntity } from '../crypto/key-ring.entity.ts';
import type { LiveRingEntity } from './live-ring.entity.ts';

/** What a process says of its ring. */
export interface Announcement {
  /** Of the process. */
  id: string;
  name: string;
  /** In the order of `CRYPTOKEY`. */
  keyIds: readonly string[];
  sealing: string;
  /** The keys that files in its spool are sealed with. */
  spooled: readonly string[];
}

/** A process that was heard of lately. Milliseconds. */
export interface LiveRing extends Announcement {
  sealingFor: number;
  seenAgo: number;
}

/** A process that was not heard of for so long counts no more. Milliseconds; many heartbeats fit in. */
export const LIVE_FOR = 180_000;

/** The rings of all processes that live, by the database's clock. */
export async function liveRings(connection: Connection, statements?: Statements): Promise<LiveRing[]> {
  const { now } = connection;
  const sql = `SELECT id, name, key_ids, sealing_key_id, spooled_key_ids,
      ${now} - sealing_since AS sealing_for, ${now} - seen_at AS seen_ago
    FROM live_rings WHERE seen_at > (SELECT ${now}) - ${LIVE_FOR} ORDER BY name, id`;
  type Row = LiveRingEntity & { sealing_for: number; seen_ago: number };
  const rows = await (statements === undefined ? connection.read<Row>(sql) : statements.rows<Row>(sql));
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, keyIds: listOf(row.key_ids), spooled: listOf(row.spooled_key_ids) },
    ...{ sealing: row.sealing_key_id, sealingFor: row.sealing_for, seenAgo: row.seen_ago },
  }));
}

/** The keys that may seal: no process lives, or starts, that lacks one of them. */
export async function admittedKeys(connection: Connection, statements?: Statements): Promise<string[]> {
  const sql = 'SELECT key_id FROM key_rings ORDER BY created_at, key_id';
  type Row = Pick<KeyRingEntity, 'key_id'>;
  const rows = await (statements === undefined ? connection.read<Row>(sql) : statements.rows<Row>(sql));
  return rows.map(({ key_id }) => key_id);
}

/** One at a time, over all processes: whatever weighs the rings that live against the keys that may seal. */
export async function oneDecisionAtATime<T>(
  connection: Connection,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  return connection.transaction(async (statements) => {
    // Not on the table of heartbeats: a process that is stopped in here must not make the others look dead.
    if (connection.dialect === 'postgres') await statements.rows('LOCK TABLE key_rings IN SHARE ROW EXCLUSIVE MODE');
    return work(statements);
  });
}

/** Puts a ring among those that live, and forgets those that do not. */
export async function announce(connection: Connection, statements: Statements, ring: Announcement): Promise<void> {
  const { now } = connection;
  await statements.rows(`DELETE FROM live_rings WHERE seen_at <= (SELECT ${now}) - ${LIVE_FOR} RETURNING id`);
  await statements.rows(
    `INSERT INTO live_rings (id, name, key_ids, sealing_key_id, spooled_key_ids, sealing_since, seen_at)
     VALUES ($1, $2, $3, $4, $5, ${now}, ${now})
     ON CONFLICT (id) DO UPDATE SET ${renewal(now)} RETURNING id`,
    valuesOf(ring),
  );
}

/** A heartbeat. False where the process was given up meanwhile: others may have decided without it. */
export async function isStillAlive(connection: Connection, ring: Announcement): Promise<boolean> {
  const { now } = connection;
  const { id, sealing, spooled } = ring;
  const rows = await connection.write(
    `UPDATE live_rings SET sealing_since = CASE WHEN sealing_key_id = $2 THEN sealing_since ELSE ${now} END,
       sealing_key_id = $2, spooled_key_ids = $3, seen_at = ${now}
     WHERE id = $1 AND seen_at > ${now} - ${LIVE_FOR} RETURNING id`,
    [id, sealing, spooled.join(',')],
  );
  return rows.length > 0;
}

/** A process ended in order. */
export async function withdraw(connection: Connection, id: string): Promise<void> {
  await connection.write('DELETE FROM live_rings WHERE id = $1 RETURNING id', [id]);
}

function renewal(now: string): string {
  return `sealing_since = CASE WHEN live_rings.sealing_key_id = excluded.sealing_key_id
            THEN live_rings.sealing_since ELSE ${now} END,
          sealing_key_id = excluded.sealing_key_id, spooled_key_ids = excluded.spooled_key_ids, seen_at = ${now}`;
}

function valuesOf({ id, name, keyIds, sealing, spooled }: Announcement): string[] {
  return [id, name, keyIds.join(','), sealing, spooled.join(',')];
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',');
}
