import type { Connection } from '../../database/connection.ts';
import { HOME, type HomeEntity } from './home.entity.ts';

/**
 * Whether this process may spend refresh tokens. A restored copy must not spend the original's: the database remembers
 * the `BASE_URL` it belongs to, and a process with another one refreshes nothing until the operator says that the
 * database has moved (`tokenstore database adopt`).
 */
export class Home {
  private readonly baseUrl: string;
  private readonly allowed: boolean;
  private owner: string | undefined;

  /** @param allowed `REFRESH` */
  constructor(baseUrl: string, allowed: boolean) {
    this.baseUrl = baseUrl;
    this.allowed = allowed;
  }

  get mayRefresh(): boolean {
    return this.allowed && this.isHere;
  }

  /** Whether the database belongs to this service: of a copy, nobody is told what becomes of the original’s grants. */
  get isHere(): boolean {
    return this.owner === this.baseUrl;
  }

  /** Why nothing is refreshed, for the operator; `undefined` when all is well. */
  get hindrance(): string | undefined {
    if (!this.allowed) return 'REFRESH is off: stored tokens are served, and none is refreshed';
    if (this.isHere) return undefined;
    return (
      `this database belongs to ${this.owner ?? 'nobody yet'}, and this service is ${this.baseUrl}: nothing is refreshed, ` +
      'lest a copy spends the original’s tokens. If the database has moved here: tokenstore database adopt'
    );
  }

  /** A new database becomes ours; of another, its owner is remembered. */
  async settle(connection: Connection): Promise<void> {
    await connection.write(
      `INSERT INTO home (id, base_url, since) VALUES ($1, $2, ${connection.now}) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [HOME, this.baseUrl],
    );
    await this.look(connection);
  }

  /** Whose the database is. Changes nothing. */
  async look(connection: Connection): Promise<void> {
    const [row] = await connection.read<HomeEntity>('SELECT base_url FROM home WHERE id = $1', [HOME]);
    this.owner = row?.base_url;
  }

  /** The database has moved here. @returns whose it was */
  async adopt(connection: Connection): Promise<string | undefined> {
    await this.settle(connection);
    const before = this.owner;
    await connection.write(`UPDATE home SET base_url = $2, since = ${connection.now} WHERE id = $1 RETURNING id`, [
      HOME,
      this.baseUrl,
    ]);
    this.owner = this.baseUrl;
    return before;
  }
}
