import type { Command } from 'commander';
import { adoptDatabase, databaseRevision, databaseStatus, downgradeDatabase, upgradeDatabase } from '../database.ts';

export function declareDatabase(program: Command): void {
  const database = program.command('database').description('look after the database');
  database
    .command('status')
    .description('what has yet to be migrated, and whose it is')
    .option('--json', 'as JSON')
    .action(async (flags: { json?: true }) => databaseStatus(flags));
  database
    .command('upgrade')
    .description('bring the tables up to date, as a start does (DATABASE_MIGRATE)')
    .addHelpText('after', '\nExample, before new replicas start:\n  tokenstore database upgrade')
    .action(upgradeDatabase);
  database
    .command('downgrade')
    .description('undo the newest migration; stop the service before')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  tokenstore database downgrade --yes')
    .action(async (flags: { yes?: true }) => downgradeDatabase(flags));
  database.command('revision').description('the newest migration that has run').action(databaseRevision);
  database
    .command('adopt')
    .description('say that this database has moved to this BASE_URL: refresh tokens may be spent here')
    .action(adoptDatabase);
}
