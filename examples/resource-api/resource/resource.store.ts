import { Inject, Injectable } from '@nestjs/common';
import {
  Database,
  newId,
  Problem,
  toPage,
  type Page,
  type PageWish,
  type Statements,
  type Value,
} from 'tokenstore/plugin';
import { problems } from './problems.ts';
import type { ResourceEntity } from './resource.entity.ts';

/** Instants are milliseconds since the epoch; `null`: it is open from ever, or for ever. */
export interface Resource {
  id: string;
  name: string;
  opensAt: number | null;
  closesAt: number | null;
  createdAt: number;
}

export type Opening = Pick<Resource, 'opensAt' | 'closesAt'>;

const COLUMNS = 'id, name, opens_at, closes_at, created_at, removed_at';

/** People's resources. Whoever asks for another's learns no more than of one that never was. */
@Injectable()
export class ResourceStore {
  private readonly database: Database;

  constructor(@Inject(Database) database: Database) {
    this.database = database;
  }

  /** The oldest first. */
  async list(owner: string, wish: PageWish): Promise<Page<Resource>> {
    const { limit, after } = wish;
    const behind = after === undefined ? '' : 'AND (created_at, id) > ($3, $4)';
    const values: Value[] = [owner, limit + 1, ...(after === undefined ? [] : [after.at, after.id])];
    const rows = await this.database.read<ResourceEntity>(
      `SELECT ${COLUMNS} FROM resource_api_resources WHERE owner_id = $1 AND removed_at IS NULL ${behind}
       ORDER BY created_at, id LIMIT $2`,
      values,
    );
    return toPage(rows, wish, ({ created_at: at, id }) => ({ at, id }), toResource);
  }

  /** @throws Problem `not_found`, `resource.gone` */
  async get(owner: string, id: string): Promise<Resource> {
    return find({ rows: (sql, values) => this.database.read(sql, values) }, owner, id);
  }

  /** @throws Problem `resource.exists`, `resource.impossible` */
  async create(owner: string, { name, ...opening }: Pick<Resource, 'name'> & Opening): Promise<Resource> {
    requirePossible(opening);
    const [row] = await this.database.write<ResourceEntity>(
      `INSERT INTO resource_api_resources (id, owner_id, name, opens_at, closes_at, created_at)
       VALUES ($1, $2, $3, $4, $5, ${this.database.now})
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [newId(), owner, name, opening.opensAt, opening.closesAt],
    );
    if (row === undefined) throw new Problem(problems.exists, 'You have a resource of this name already.');
    return toResource(row);
  }

  /** @throws Problem `not_found`, `resource.gone`, `resource.impossible` */
  async change(owner: string, id: string, change: Partial<Opening>): Promise<Resource> {
    return this.database.transaction(async (statements) => {
      const changed = { ...(await find(statements, owner, id)), ...change };
      requirePossible(changed);
      await statements.rows(
        'UPDATE resource_api_resources SET opens_at = $3, closes_at = $4 WHERE id = $1 AND owner_id = $2 RETURNING id',
        [id, owner, changed.opensAt, changed.closesAt],
      );
      return changed;
    });
  }

  /** @throws Problem `not_found`, `resource.gone` */
  async remove(owner: string, id: string): Promise<void> {
    await this.database.transaction(async (statements) => {
      await find(statements, owner, id);
      await statements.rows(
        `UPDATE resource_api_resources SET removed_at = ${this.database.now} WHERE id = $1 AND owner_id = $2 RETURNING id`,
        [id, owner],
      );
    });
  }
}

async function find(statements: Statements, owner: string, id: string): Promise<Resource> {
  const [row] = await statements.rows<ResourceEntity>(
    `SELECT ${COLUMNS} FROM resource_api_resources WHERE id = $1 AND owner_id = $2`,
    [id, owner],
  );
  if (row === undefined) throw new Problem('not_found', 'There is no such resource.');
  if (row.removed_at !== null) throw new Problem(problems.gone, 'This resource was removed.');
  return toResource(row);
}

function requirePossible({ opensAt, closesAt }: Opening): void {
  if (opensAt === null || closesAt === null || opensAt < closesAt) return;
  throw new Problem(problems.impossible, 'It would close before it opens.');
}

function toResource({ id, name, opens_at, closes_at, created_at }: ResourceEntity): Resource {
  return { id, name, opensAt: opens_at, closesAt: closes_at, createdAt: created_at };
}
