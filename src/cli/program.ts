import { Command } from 'commander';
import { adoptDatabase, databaseStatus } from './database.ts';
import { doctor, type DoctorFlags } from './doctor.ts';
import { importGrants } from './grants-import.ts';
import { serve, type ServeFlags } from './serve.ts';
import { checkSettings, showAllSettings } from './settings.ts';
import { addUser, disableUser, enableUser, listUsers, setPassword, type NewUserFlags } from './users.ts';

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

  program
    .command('doctor [provider]')
    .description('speak to providers as the service would, and say what is wrong (docs/doctor.md)')
    .option('--json', 'as JSON')
    .option('--grant <id>', 'refresh this grant once, and tell what was seen')
    .action(async (provider: string | undefined, flags: DoctorFlags) => doctor(provider, flags));

  const grants = program.command('grants').description('look after what people gave the store');
  grants
    .command('import <file>')
    .description('refresh tokens from elsewhere, a line of JSON each; - reads standard input (docs/import.md)')
    .action(async (file: string) => importGrants(file));

  const users = program.command('users').description('look after local accounts (LOCAL_ACCOUNTS)');
  users
    .command('add <name>')
    .description('a new account; the password is asked for, or piped in')
    .option(
      '--role <role>',
      'a role; may be given several times',
      (role: string, roles: string[]) => [...roles, role],
      [],
    )
    .option('--email <address>', 'e-mail address')
    .option('--full-name <name>', 'as people call them')
    .action(async (name: string, flags: NewUserFlags) => addUser(name, flags));
  users.command('list').description('all accounts').action(listUsers);
  users
    .command('password <name>')
    .description('a new password')
    .action(async (name: string) => setPassword(name));
  users
    .command('disable <name>')
    .description('end an account, with its sessions, keys and tokens')
    .action(async (name: string) => disableUser(name));
  users
    .command('enable <name>')
    .description('take that back')
    .action(async (name: string) => enableUser(name));

  return program;
}
