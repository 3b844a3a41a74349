import type { DataSource, EntityMetadata, Table } from 'typeorm';
import type { ColumnType } from '../../src/database/columns.ts';
import type { Connection } from '../../src/database/connection.ts';

/** A table in the words that a migration has for it. */
export interface TableShape {
  name: string;
  columns: Record<string, ColumnType>;
  /** Columns that the vocabulary of `src/database/columns.ts` has no words for, as they are. */
  others: Record<string, string>;
  uniques: UniqueShape[];
  foreignKeys: ForeignKeyShape[];
  indices: IndexShape[];
}

export interface UniqueShape {
  name: string;
  columnNames: string[];
}

export interface ForeignKeyShape extends UniqueShape {
  referencedTableName: string;
  referencedColumnNames: string[];
  onDelete?: string;
  onUpdate?: string;
}

export interface IndexShape extends UniqueShape {
  isUnique?: true;
  where?: string;
}

/** Where TypeORM puts down what has run, and what SQLite keeps for itself: no entities. */
const NOT_OURS = /^(migrations|sqlite_.*)$/;
const NO_ACTION = 'NO ACTION';

/** The tables that the entities declare. */
export function declaredTables({ dataSource }: Connection): TableShape[] {
  return dataSource.entityMetadatas.map((entity) => declared(entity, dataSource.driver));
}

/** The tables that are there. */
export async function presentTables({ dataSource, dialect }: Connection): Promise<TableShape[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const tables = await runner.getTables();
    return tables.map(present).filter(({ name }) => !NOT_OURS.test(name));
  } finally {
    // The one SQLite query runner serves the whole process.
    if (dialect === 'postgres') await runner.release();
  }
}

function declared(entity: EntityMetadata, driver: DataSource['driver']): TableShape {
  const named = entity.columns.map((column): NamedColumn => {
    const { databaseName, isPrimary, isNullable } = column;
    const value = driver.normalizeDefault(column);
    return [databaseName, toColumnType({ type: driver.normalizeType(column), isPrimary, isNullable, default: value })];
  });
  return {
    name: entity.tableName,
    ...sorted(named),
    uniques: entity.uniques.map(({ name, columns }) => ({ name, columnNames: names(columns) })).sort(byName),
    foreignKeys: entity.foreignKeys
      .map(({ name, columnNames, referencedEntityMetadata, referencedColumnNames, onDelete, onUpdate }) =>
        foreignKey({
          ...{ name, columnNames, referencedTableName: referencedEntityMetadata.tableName },
          ...{ referencedColumnNames, onDelete, onUpdate },
        }),
      )
      .sort(byName),
    indices: entity.indices
      .map(({ name, columns, isUnique, where }) => index({ name, columnNames: names(columns), isUnique, where }))
      .sort(byName),
  };
}

function present(table: Table): TableShape {
  const name = table.name.split('.').at(-1) ?? table.name;
  return {
    name,
    ...sorted(table.columns.map((column) => [column.name, toColumnType(column)])),
    uniques: table.uniques.map((unique) => ({ name: unique.name ?? '', columnNames: unique.columnNames })).sort(byName),
    foreignKeys: table.foreignKeys.map(foreignKey).sort(byName),
    indices: table.indices.map(index).sort(byName),
  };
}

const TYPES: readonly string[] = ['text', 'bigint', 'integer', 'boolean'] satisfies ColumnType['type'][];

function isKnown(type: string): type is ColumnType['type'] {
  return TYPES.includes(type);
}

interface AnyColumn {
  type: string;
  isPrimary: boolean;
  isNullable: boolean;
  /** SQL, as SQLite puts it. */
  default?: string | undefined;
}

/** @returns a text where there are no words for it */
function toColumnType({ type, isPrimary, isNullable, default: sql }: AnyColumn): ColumnType | string {
  const value = sql === undefined ? undefined : toDefault(sql);
  if (!isKnown(type) || (sql !== undefined && value === undefined)) {
    const rest = [
      isPrimary ? ' primary' : '',
      isNullable ? ' nullable' : '',
      sql === undefined ? '' : ` default ${sql}`,
    ];
    return type + rest.join('');
  }
  return {
    type,
    ...(isPrimary && { isPrimary }),
    ...(isNullable && { isNullable }),
    ...(value !== undefined && { default: value }),
  };
}

function toDefault(sql: string): string | number | boolean | undefined {
  const text = /^'([^']*)'$/.exec(sql);
  if (text !== null) return text[1];
  if (sql === 'true' || sql === 'false') return sql === 'true';
  return /^-?\d+$/.test(sql) ? Number(sql) : undefined;
}

type NamedColumn = readonly [name: string, type: ColumnType | string];

function sorted(named: readonly NamedColumn[]): Pick<TableShape, 'columns' | 'others'> {
  const columns: TableShape['columns'] = {};
  const others: TableShape['others'] = {};
  for (const [name, type] of named) {
    if (typeof type === 'string') others[name] = type;
    else columns[name] = type;
  }
  return { columns, others };
}

interface AnyForeignKey {
  name?: string | undefined;
  columnNames: string[];
  referencedTableName: string;
  referencedColumnNames: string[];
  onDelete?: string | undefined;
  onUpdate?: string | undefined;
}

function foreignKey(key: AnyForeignKey): ForeignKeyShape {
  return {
    name: key.name ?? '',
    columnNames: key.columnNames,
    referencedTableName: key.referencedTableName,
    referencedColumnNames: key.referencedColumnNames,
    ...(key.onDelete !== undefined && key.onDelete !== NO_ACTION && { onDelete: key.onDelete }),
    ...(key.onUpdate !== undefined && key.onUpdate !== NO_ACTION && { onUpdate: key.onUpdate }),
  };
}

interface AnyIndex {
  name?: string | undefined;
  columnNames: string[];
  isUnique: boolean;
  where?: string | undefined;
}

function index({ name = '', columnNames, isUnique, where }: AnyIndex): IndexShape {
  return {
    name,
    columnNames,
    ...(isUnique && { isUnique: true }),
    ...(where !== undefined && where !== '' && { where }),
  };
}

function names(columns: readonly { databaseName: string }[]): string[] {
  return columns.map(({ databaseName }) => databaseName);
}

function byName(a: UniqueShape, b: UniqueShape): number {
  return a.name.localeCompare(b.name);
}
