import { format, resolveConfig } from 'prettier';
import type { Connection } from '../../src/database/connection.ts';
import { render } from './render.ts';
import { declaredTables, presentTables } from './shape.ts';
import { apply, type Plan, plan } from './steps.ts';

export interface DraftOptions {
  /** In words with hyphens between: `first-tables`. */
  name: string;
  /** Milliseconds since the epoch; later than those of the migrations that are listed. */
  timestamp: number;
  /**
   * Databases that bear the entities' classes and on which all listed migrations ran: the first, an SQLite, is compared, and
   * what is drafted is tried on each. They are of no other use afterwards.
   */
  migrated: readonly [sqlite: Connection, ...others: Connection[]];
  /** Where the migration will lie; the configuration of its format is looked for from there. */
  directory: string;
  /** `src/database/columns.ts`, from the directory. */
  vocabulary: string;
}

export interface Draft {
  fileName: string;
  className: string;
  source: string;
  /** What is left to be done by hand; empty when the draft does all. */
  unexpressed: string[];
  warnings: string[];
}

const TO_DO = 'TO DO by hand, in down too; this is not expressed below:';
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Whether a migration may be called so. */
export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Drafts what makes the tables what the entities say. `undefined` when they are that already. */
export async function draftMigration(options: DraftOptions): Promise<Draft | undefined> {
  const { name, timestamp, migrated, vocabulary, directory } = options;
  const { steps, unexpressed, warnings } = plan(await presentTables(migrated[0]), declaredTables(migrated[0]));
  const left: string[] = [];
  for (const connection of migrated) left.push(...(await tryOut(connection, steps)));
  if (steps.length === 0 && left.length === 0) return undefined;
  const byHand = left.length === 0 ? [] : [...unexpressed, ...(unexpressed.length === 0 ? ['see the comment'] : [])];

  const className = `${pascalCase(name)}${timestamp}`;
  const remarks = [
    ...warnings,
    ...(left.length === 0 ? [] : [TO_DO, ...unexpressed.map((one) => `- ${one}`), ...left]),
  ];
  const fileName = `${timestamp}-${name}.ts`;
  const style = await resolveConfig(`${directory}/${fileName}`);
  const source = await format(render({ className, vocabulary, steps, remarks }), { ...style, parser: 'typescript' });
  return { fileName, className, source, unexpressed: byHand, warnings };
}

/** Runs the steps. @returns as lines, what TypeORM would still run afterwards */
async function tryOut({ dataSource, dialect }: Connection, steps: Plan['steps']): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    // SQLite alters a table by making it anew.
    await runner.beforeMigration();
    for (const step of steps) await apply(step, runner);
    await runner.afterMigration();
  } finally {
    if (dialect === 'postgres') await runner.release();
  }
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return [];
  const title = dialect === 'postgres' ? 'On PostgreSQL TypeORM would run:' : 'On SQLite TypeORM would run:';
  return [title, ...upQueries.map(({ query }) => `  ${query.replaceAll(/\s+/g, ' ')}`)];
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(.)/g, (_match, letter: string) => letter.toUpperCase());
}
