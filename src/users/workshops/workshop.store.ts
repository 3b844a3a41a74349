import type { Statements, Value } from '../../database/connection.ts';
import type { Database } from '../../database/database.ts';
import { toPage, type Page, type PageWish } from '../../database/page.ts';
import { LOCAL_ISSUER } from '../user.store.ts';
import { toWorkshop, type Workshop, type WorkshopRow } from './workshop.ts';

export type NewWorkshop = Pick<Workshop, 'code' | 'name' | 'places' | 'startsAt' | 'endsAt' | 'keepsPasswords'>;

/** What stays as it is is left out. */
export interface WorkshopChange {
  places?: number | undefined;
  endsAt?: number | undefined;
  closed?: boolean | undefined;
}

/** Events at which people register themselves. */
export class WorkshopStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** @returns false where the code is taken */
  async add({ code, name, places, startsAt, endsAt, keepsPasswords }: NewWorkshop): Promise<boolean> {
    const added = await this.database.write(
      `INSERT INTO workshops (code, name, places, starts_at, ends_at, keeps_passwords, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, ${this.database.now}) ON CONFLICT (code) DO NOTHING RETURNING code`,
      [code, name, places, startsAt, endsAt, keepsPasswords],
    );
    return added.length > 0;
  }

  async find(code: string): Promise<Workshop | undefined> {
    const [row] = await this.database.read<WorkshopRow>(`${selectWorkshops(this.database.now)} WHERE w.code = $1`, [
      code,
    ]);
    return row && toWorkshop(row);
  }

  /** Newest first. */
  async list(wish: PageWish): Promise<Page<Workshop>> {
    const { limit, after } = wish;
    const values: Value[] = [limit + 1, ...(after === undefined ? [] : [after.at, after.id])];
    const rows = await this.database.read<WorkshopRow>(
      `${selectWorkshops(this.database.now)} ${after === undefined ? '' : 'WHERE (w.created_at, w.code) < ($2, $3)'}
       ORDER BY w.created_at DESC, w.code DESC LIMIT $1`,
      values,
    );
    return toPage(rows, wish, ({ created_at: at, code: id }) => ({ at, id }), toWorkshop);
  }

  /** @returns false where there is none, or it is being removed */
  async change(code: string, { places, endsAt, closed }: WorkshopChange): Promise<boolean> {
    const changed = await this.database.write(
      `UPDATE workshops SET places = COALESCE($2, places), ends_at = COALESCE($3, ends_at),
         closed_at = CASE $4 WHEN 'yes' THEN COALESCE(closed_at, ${this.database.now}) WHEN 'no' THEN NULL ELSE closed_at END
       WHERE code = $1 AND ending_at IS NULL RETURNING code`,
      [code, places ?? null, endsAt ?? null, closed === undefined ? '' : closed ? 'yes' : 'no'],
    );
    return changed.length > 0;
  }

  /**
   * From now on nobody registers, and what its people have here has ended: accounts, sessions, keys and hand-outs.
   * @returns false where there is no such workshop
   */
  async beginEnd(code: string): Promise<boolean> {
    const { now } = this.database;
    return this.database.transaction(async (statements: Statements) => {
      const ending = await statements.rows(
        `UPDATE workshops SET ending_at = COALESCE(ending_at, ${now}) WHERE code = $1 RETURNING code`,
        [code],
      );
      // Only those who are not yet: somebody who ends it once more must not wait for rows that are being removed.
      const among = 'IN (SELECT name FROM workshop_registrations WHERE workshop = $1)';
      await statements.rows(
        `UPDATE local_accounts SET disabled_at = ${now} WHERE disabled_at IS NULL AND name ${among} RETURNING name`,
        [code],
      );
      await statements.rows(
        `UPDATE users SET disabled_at = ${now}
         WHERE disabled_at IS NULL AND issuer = $2 AND subject ${among} RETURNING id`,
        [code, LOCAL_ISSUER],
      );
      return ending.length > 0;
    });
  }

  /** Forgets one that is being removed, and whose people are gone. */
  async remove(code: string): Promise<boolean> {
    const removed = await this.database.write(
      `DELETE FROM workshops WHERE code = $1 AND ending_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM workshop_registrations WHERE workshop = $1) RETURNING code`,
      [code],
    );
    return removed.length > 0;
  }
}

/** @param now SQL */
export function selectWorkshops(now: string): string {
  return `SELECT w.*, (SELECT count(*) FROM workshop_registrations r WHERE r.workshop = w.code) AS taken, ${now} AS now
    FROM workshops w`;
}
