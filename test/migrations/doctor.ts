import { getMetadataArgsStorage } from 'typeorm';
import type { Connection, Schema } from '../../src/database/connection.ts';

type EntityClass = Schema['entities'][number];

/** What a schema builder of TypeORM would run to make the tables what the entities say. */
export async function differences({ dataSource }: Connection): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/** Does something while entities are declared otherwise; decorators applied in `change` last no longer than `work`. */
export async function doctored<T>(change: () => void, work: () => Promise<T>): Promise<T> {
  const storage = getMetadataArgsStorage();
  const { columns, indices, uniques, foreignKeys } = storage;
  const kept = { columns: [...columns], indices: [...indices], uniques: [...uniques], foreignKeys: [...foreignKeys] };
  const restore = <Item>(list: Item[], items: Item[]): void => void list.splice(0, list.length, ...items);
  try {
    change();
    return await work();
  } finally {
    restore(columns, kept.columns);
    restore(indices, kept.indices);
    restore(uniques, kept.uniques);
    restore(foreignKeys, kept.foreignKeys);
  }
}

/** Within {@link doctored}: an entity without one of its columns, and what is declared on that column. */
export function withoutColumn(entity: EntityClass, name: string): void {
  const storage = getMetadataArgsStorage();
  const drop = <Item>(list: Item[], isDropped: (item: Item) => boolean): void =>
    void list.splice(0, list.length, ...list.filter((item) => !isDropped(item)));
  drop(storage.columns, ({ target, propertyName }) => target === entity && propertyName === name);
  drop(storage.indices, ({ target, columns }) => target === entity && Array.isArray(columns) && columns.includes(name));
  drop(storage.foreignKeys, ({ target, propertyName }) => target === entity && propertyName === name);
}

/** Within {@link doctored}: an entity without its index of this name. */
export function withoutIndex(entity: EntityClass, name: string): void {
  const { indices } = getMetadataArgsStorage();
  const found = indices.findIndex((index) => index.target === entity && index.name === name);
  if (found < 0) throw new Error(`no index ${name}`);
  indices.splice(found, 1);
}
