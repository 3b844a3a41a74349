import { getMetadataArgsStorage } from 'typeorm';

/** How the place of a column's values is read off their rows, by names of columns. */
export interface SealedRule {
  /** The primary key, in the order in which it names the row. */
  row: readonly string[];
  /** Who it belongs to; none: nobody. */
  owner?: string;
  provider?: string;
  /** Where owner and provider stand in a row of another table: that table, and the column here that has its `id`. */
  parent?: { table: string; by: string };
  /** A value that goes with its key, and is never sealed with another. */
  staysWithKey?: true;
}

/** Where a sealed value belongs. It opens nowhere else: not in another row, nor after the row changed its owner. */
class SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  /** The user's id; `''` for what belongs to nobody. */
  readonly owner: string;
  /** The provider's id; `''` where there is none. */
  readonly provider: string;
  /** No object literal passes for a place: only what is declared can be sealed, so that a rotation knows it all. */
  declare private readonly isDeclared: true;

  constructor(table: string, column: string, row: string, owner = '', provider = '') {
    this.table = table;
    this.column = column;
    this.row = row;
    this.owner = owner;
    this.provider = provider;
  }
}

/** A column whose values are sealed. */
class SealedColumn {
  readonly table: string;
  readonly name: string;
  readonly rule: SealedRule;

  constructor(table: string, name: string, rule: SealedRule) {
    this.table = table;
    this.name = name;
    this.rule = rule;
  }

  /** @param row what the columns of the rule hold, by their names */
  at(row: Readonly<Record<string, string>>): SealedPlace {
    const { row: key, owner, provider } = this.rule;
    const valueOf = (column: string | undefined): string => {
      if (column === undefined) return '';
      const value = row[column];
      if (value === undefined)
        throw new Error(`the place of ${this.table}.${this.name} is not whole without ${column}`);
      return value;
    };
    return new SealedPlace(this.table, this.name, key.map(valueOf).join(' '), valueOf(owner), valueOf(provider));
  }
}

// Types alone: a place comes from `sealedColumn` or `sealedFile`, and from nowhere else.
export type { SealedColumn, SealedPlace };

const declared = new Map<unknown, Map<string, SealedRule>>();

/** Declares that an entity's column holds sealed values. What is not declared cannot be sealed. */
export function Sealed(rule: SealedRule): PropertyDecorator {
  return ({ constructor: entity }, name) => {
    const columns = declared.get(entity) ?? new Map<string, SealedRule>();
    declared.set(entity, columns.set(String(name), rule));
  };
}

/** A column that {@link Sealed} declares. */
export function sealedColumn<Row extends object>(
  entity: abstract new (...args: never[]) => Row,
  name: keyof Row & string,
): SealedColumn {
  const column = sealedColumnsOf([entity]).find((one) => one.name === name);
  if (column === undefined) throw new Error(`${entity.name}.${name} is not declared as sealed`);
  return column;
}

/** Every sealed column of these entities, which are classes. */
export function sealedColumnsOf(entities: Iterable<unknown>): SealedColumn[] {
  const { tables } = getMetadataArgsStorage();
  return [...entities].flatMap((entity) => {
    const table = tables.find(({ target }) => target === entity)?.name;
    const columns = [...(declared.get(entity) ?? [])];
    return columns.map(([name, rule]) => {
      if (table === undefined) throw new Error(`the entity of the sealed column ${name} names no table`);
      return new SealedColumn(table, name, rule);
    });
  });
}

/** The place of a file's content, by the file's name. Files are gone before a key is: no rotation seals them anew. */
export function sealedFile(kind: string, content: string): (name: string) => SealedPlace {
  return (name) => new SealedPlace(kind, content, name);
}
