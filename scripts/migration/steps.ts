import { type QueryRunner, Table, TableColumn, TableForeignKey, TableIndex, TableUnique } from 'typeorm';
import { columns, type ColumnType } from '../../src/database/columns.ts';
import type { ForeignKeyShape, IndexShape, TableShape, UniqueShape } from './shape.ts';

/** One call of a migration. Each has an inverse, so that the way back is known. */
export type Step =
  | { kind: 'table'; does: Does; table: TableShape }
  | { kind: 'columns'; does: Does; table: string; columns: Record<string, ColumnType> }
  | { kind: 'unique'; does: Does; table: string; unique: UniqueShape }
  | { kind: 'foreignKey'; does: Does; table: string; foreignKey: ForeignKeyShape }
  | { kind: 'index'; does: Does; table: string; index: IndexShape };

type Does = 'create' | 'drop';

/** What leads from the tables that are there to those that are declared. */
export interface Plan {
  steps: Step[];
  /** What no step says: columns that are changed, or that the vocabulary has no words for. */
  unexpressed: string[];
  /** What to think of before the steps are run. */
  warnings: string[];
}

export function plan(present: readonly TableShape[], declared: readonly TableShape[]): Plan {
  const added = parentsFirst(declared.filter(({ name }) => !find(present, name)));
  const gone = parentsFirst(present.filter(({ name }) => !find(declared, name))).reverse();
  const changes = declared.flatMap((after) => {
    const before = find(present, after.name);
    return before ? [compare(before, after)] : [];
  });
  return {
    steps: [
      ...changes.flatMap(({ dropped }) => dropped),
      ...changes.flatMap(({ droppedColumns }) => droppedColumns),
      ...gone.map((table): Step => ({ kind: 'table', does: 'drop', table })),
      ...added.map((table): Step => ({ kind: 'table', does: 'create', table })),
      ...changes.flatMap(({ addedColumns }) => addedColumns),
      ...changes.flatMap(({ created }) => created),
    ],
    unexpressed: [
      ...added.flatMap(({ name, others }) => Object.entries(others).map(([column, is]) => `${name}.${column}: ${is}`)),
      ...changes.flatMap(({ unexpressed }) => unexpressed),
    ],
    warnings: [
      ...gone.flatMap(({ name, others }) =>
        Object.entries(others).map(([column, was]) => `down does not bring back ${name}.${column}: ${was}`),
      ),
      ...changes.flatMap(({ warnings }) => warnings),
    ],
  };
}

export function inverse(step: Step): Step {
  return { ...step, does: step.does === 'create' ? 'drop' : 'create' };
}

/** Does what the drafted migration will do. */
export async function apply(step: Step, runner: QueryRunner): Promise<void> {
  const create = step.does === 'create';
  switch (step.kind) {
    case 'table':
      return create ? runner.createTable(toTable(step.table)) : runner.dropTable(step.table.name);
    case 'columns':
      return create
        ? runner.addColumns(
            step.table,
            columns(step.columns).map((column) => new TableColumn(column)),
          )
        : runner.dropColumns(step.table, Object.keys(step.columns));
    case 'unique':
      return create
        ? runner.createUniqueConstraint(step.table, new TableUnique(step.unique))
        : runner.dropUniqueConstraint(step.table, step.unique.name);
    case 'foreignKey':
      return create
        ? runner.createForeignKey(step.table, new TableForeignKey(step.foreignKey))
        : runner.dropForeignKey(step.table, step.foreignKey.name);
    case 'index':
      return create
        ? runner.createIndex(step.table, new TableIndex(step.index))
        : runner.dropIndex(step.table, step.index.name);
  }
}

function toTable({ name, columns: types, uniques, foreignKeys, indices }: TableShape): Table {
  return new Table({ name, columns: columns(types), uniques, foreignKeys, indices });
}

interface TableChanges {
  dropped: Step[];
  droppedColumns: Step[];
  addedColumns: Step[];
  created: Step[];
  unexpressed: string[];
  warnings: string[];
}

function compare(before: TableShape, after: TableShape): TableChanges {
  const table = after.name;
  const added = without(after.columns, { ...before.columns, ...before.others });
  const gone = without(before.columns, { ...after.columns, ...after.others });
  const bound = (shape: TableShape, other: TableShape, does: Does): Step[] => [
    ...unlike(shape.uniques, other.uniques).map((unique): Step => ({ kind: 'unique', does, table, unique })),
    ...unlike(shape.indices, other.indices).map((index): Step => ({ kind: 'index', does, table, index })),
    ...unlike(shape.foreignKeys, other.foreignKeys).map((foreignKey): Step => ({
      kind: 'foreignKey',
      does,
      table,
      foreignKey,
    })),
  ];
  return {
    dropped: bound(before, after, 'drop').reverse(),
    droppedColumns: isEmpty(gone) ? [] : [{ kind: 'columns', does: 'drop', table, columns: gone }],
    addedColumns: isEmpty(added) ? [] : [{ kind: 'columns', does: 'create', table, columns: added }],
    created: bound(after, before, 'create'),
    unexpressed: changed(before, after),
    warnings: [
      ...needy(added).map(
        (name) => `${table}.${name} is new, required and without default: rows that are there lack it.`,
      ),
      ...needy(gone).map((name) => `${table}.${name} was required and without default: down fails where rows are.`),
      ...(isEmpty(added) || isEmpty(gone)
        ? []
        : [`If a column of ${table} only changed its name, use runner.renameColumn: a dropped column is lost.`]),
    ],
  };
}

function changed(before: TableShape, after: TableShape): string[] {
  const [old, now] = [before, after].map(({ columns: known, others }) => {
    const described = Object.entries(known).map(([name, type]) => [name, describe(type)] as const);
    return new Map([...described, ...Object.entries(others)]);
  });
  const names = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return names.flatMap((name) => {
    const [was, is] = [old?.get(name), now?.get(name)];
    const isStep = name in before.columns ? is === undefined : was === undefined && name in after.columns;
    return was === is || isStep ? [] : [`${after.name}.${name}: ${was ?? 'not there'} becomes ${is ?? 'not there'}`];
  });
}

/** Those that a row cannot do without. */
function needy(columnTypes: Record<string, ColumnType>): string[] {
  return Object.entries(columnTypes).flatMap(([name, { isNullable, default: value }]) =>
    isNullable === true || value !== undefined ? [] : [name],
  );
}

/** In an order in which each table comes after those that it refers to. */
function parentsFirst(tables: readonly TableShape[]): TableShape[] {
  const sorted: TableShape[] = [];
  const visit = (table: TableShape, path: readonly TableShape[]): void => {
    if (sorted.includes(table) || path.includes(table)) return;
    for (const { referencedTableName } of table.foreignKeys) {
      const parent = find(tables, referencedTableName);
      if (parent) visit(parent, [...path, table]);
    }
    sorted.push(table);
  };
  for (const table of tables) visit(table, []);
  return sorted;
}

function describe({ type, isPrimary, isNullable, default: value }: ColumnType): string {
  const words = [type, isPrimary === true && 'primary', isNullable === true && 'nullable'];
  if (value !== undefined) words.push(`default ${JSON.stringify(value)}`);
  return words.filter((word) => word !== false).join(' ');
}

function unlike<Item extends { name: string }>(items: readonly Item[], others: readonly Item[]): Item[] {
  return items.filter((item) => {
    const other = find(others, item.name);
    return other === undefined || !same(item, other);
  });
}

function without(all: Record<string, ColumnType>, others: object): Record<string, ColumnType> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in others)));
}

function find<Item extends { name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => item.name === name);
}

/** Shapes are made in one place, with their members in one order. */
function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
