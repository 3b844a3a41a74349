import type { ColumnType } from '../../src/database/columns.ts';
import type { TableShape } from './shape.ts';
import { inverse, type Step } from './steps.ts';

export interface Text {
  className: string;
  /** From the migration's directory. */
  vocabulary: string;
  steps: readonly Step[];
  /** Lines of a comment in front of what `up` does. */
  remarks: readonly string[];
}

/** The source of a migration, not yet formatted. */
export function render({ className, vocabulary, steps, remarks }: Text): string {
  const body = `export class ${className} implements MigrationInterface {
    async up(runner: QueryRunner): Promise<void> {
      ${[...remarks.map((line) => `// ${line}`.trimEnd()), ...steps.map(call)].join('\n')}
    }

    async down(runner: QueryRunner): Promise<void> {
      ${[...steps].reverse().map(inverse).map(call).join('\n')}
    }
  }`;
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\(`).test(body);
  const classes = ['Table', 'TableColumn', 'TableForeignKey', 'TableIndex', 'TableUnique'].filter(uses);
  const words = ['columns', 'flag', 'instant', 'integer', 'key', 'optional', 'text', 'withDefault'].filter(uses);
  return [
    `import { ${['type MigrationInterface', 'type QueryRunner', ...classes].join(', ')} } from 'typeorm';`,
    ...(words.length > 0 ? [`import { ${words.join(', ')} } from '${vocabulary}';`] : []),
    `\n${body}\n`,
  ].join('\n');
}

function call(step: Step): string {
  const create = step.does === 'create';
  switch (step.kind) {
    case 'table':
      return create
        ? `await runner.createTable(${newTable(step.table)});`
        : `await runner.dropTable(${literal(step.table.name)});`;
    case 'columns':
      return create
        ? `await runner.addColumns(${literal(step.table)}, ${columnsOf(step.columns)}.map((column) => new TableColumn(column)));`
        : `await runner.dropColumns(${literal(step.table)}, ${literal(Object.keys(step.columns))});`;
    case 'unique':
      return create
        ? `await runner.createUniqueConstraint(${literal(step.table)}, ${newOne('TableUnique', step.unique)});`
        : `await runner.dropUniqueConstraint(${literal(step.table)}, ${literal(step.unique.name)});`;
    case 'foreignKey':
      return create
        ? `await runner.createForeignKey(${literal(step.table)}, ${newOne('TableForeignKey', step.foreignKey)});`
        : `await runner.dropForeignKey(${literal(step.table)}, ${literal(step.foreignKey.name)});`;
    case 'index':
      return create
        ? `await runner.createIndex(${literal(step.table)}, ${newOne('TableIndex', step.index)});`
        : `await runner.dropIndex(${literal(step.table)}, ${literal(step.index.name)});`;
  }
}

function newTable({ name, columns, uniques, foreignKeys, indices }: TableShape): string {
  const list = (member: string, className: string, shapes: readonly object[]): string[] =>
    shapes.length === 0 ? [] : [`${member}: [${shapes.map((shape) => newOne(className, shape)).join(', ')}]`];
  const members = [
    `name: ${literal(name)}`,
    `columns: ${columnsOf(columns)}`,
    ...list('uniques', 'TableUnique', uniques),
    ...list('foreignKeys', 'TableForeignKey', foreignKeys),
    ...list('indices', 'TableIndex', indices),
  ];
  return `new Table({ ${members.join(', ')} })`;
}

function newOne(className: string, shape: object): string {
  const members = Object.entries(shape).map(([name, value]) => `${name}: ${literal(value)}`);
  return `new ${className}({ ${members.join(', ')} })`;
}

function columnsOf(byName: Record<string, ColumnType>): string {
  const members = Object.entries(byName).map(([name, type]) => `${member(name)}: ${words(type)}`);
  return `columns({ ${members.join(', ')} })`;
}

const WORDS = { text: 'text()', bigint: 'instant()', integer: 'integer()', boolean: 'flag()' } as const;

function words({ type, isPrimary, isNullable, default: value }: ColumnType): string {
  // key() is text; a primary key of another type is the same with that type in its place.
  const bare = isPrimary !== true ? WORDS[type] : type === 'text' ? 'key()' : `{ ...key(), type: ${literal(type)} }`;
  const plain = isNullable === true ? `optional(${bare})` : bare;
  return value === undefined ? plain : `withDefault(${plain}, ${literal(value)})`;
}

function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

function literal(value: unknown): string {
  return JSON.stringify(value);
}
