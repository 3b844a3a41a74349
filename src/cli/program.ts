import { Command } from 'commander';
import { adoptDatabase, databaseStatus } from './database.ts';
import { serve, type ServeFlags } from './serve.ts';
import { checkSettings, showAllSettings } from './settings.ts';

/** The command line. */
export function createProgram(version: string): Command {
  const program = new Command('tokenstore')
    .description('Keeps people’s OAuth 2.0 grants at external providers, and hands out fresh access tokens.')
    .version(version)
    .showHelpAfterError();

  program
    .command('serve')
    .description('run the service')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on (PORT)')
    .option('--db <url>', 'database (DATABASE_URL)')
    .option('--instance-path <directory>', 'what this machine keeps (INSTANCE_PATH)')
    .option('--oidc-secrets <file>', 'client_secrets.json of the login issuer (OIDC_CLIENT_SECRETS)')
    .option('-d, --debug', 'log at debug level')
    .addHelpText('after', '\nSettings: docs/settings.md, or: tokenstore settings show')
    .action(async (flags: ServeFlags) => serve(flags));

  const settings = program.command('settings').description('look at the settings');
  settings.command('check').description('say what is wrong with them').action(checkSettings);
  settings
    .command('show')
    .description('each setting, its value and where it came from; secrets hidden')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => showAllSettings(json === true));

  const database = program.command('database').description('look after the database');
  database.command('status').description('what has yet to be migrated, and whose it is').action(databaseStatus);
  database
    .command('adopt')
    .description('say that this database has moved to this BASE_URL: refresh tokens may be spent here')
    .action(adoptDatabase);

  return program;
}
