import { Column, type TableColumnOptions } from 'typeorm';

/**
 * The column vocabulary of entities and migrations: few types, the same on SQLite and PostgreSQL.
 * A property of an entity bears the column's name, so that a row read by hand-written SQL has the entity's shape.
 */
export interface ColumnType {
  type: 'text' | 'bigint' | 'integer' | 'boolean';
  isPrimary?: boolean;
  isNullable?: boolean;
  default?: string | number | boolean;
}

/** Part of the primary key: an id, or a name. */
export const key = (): ColumnType => ({ type: 'text', isPrimary: true });
/** Text; sealed values, digests and JSON are text too. */
export const text = (): ColumnType => ({ type: 'text' });
/** Milliseconds since the epoch. */
export const instant = (): ColumnType => ({ type: 'bigint' });
/** Milliseconds. */
export const span = (): ColumnType => ({ type: 'bigint' });
export const integer = (): ColumnType => ({ type: 'integer' });
export const flag = (): ColumnType => ({ type: 'boolean' });
export const optional = (column: ColumnType): ColumnType => ({ ...column, isNullable: true });
/** A column that an older release, still running, need not know of. */
export const withDefault = (column: ColumnType, value: string | number | boolean): ColumnType => ({
  ...column,
  default: value,
});

/** Declares an entity's column. */
export function Col({ type, isPrimary = false, isNullable = false, default: value }: ColumnType): PropertyDecorator {
  return Column({
    type,
    primary: isPrimary,
    nullable: isNullable,
    // TypeORM writes a literal boolean as 0 on SQLite, and then sees a difference to the migration's `false`.
    ...(value !== undefined && { default: typeof value === 'boolean' ? () => String(value) : value }),
  });
}

/** A migration's columns, by name. */
export function columns(byName: Record<string, ColumnType>): TableColumnOptions[] {
  return Object.entries(byName).map(([name, { default: value, ...column }]) => ({
    name,
    ...column,
    ...(value !== undefined && { default: typeof value === 'string' ? `'${value}'` : String(value) }),
  }));
}
