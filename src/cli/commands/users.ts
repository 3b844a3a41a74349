import type { Command } from 'commander';
import { addUser, disableUser, enableUser, listUsers, setPassword, type NewUserFlags } from '../users.ts';
import { listEverybody, removeKnownUser, showUser } from '../users-known.ts';
import { repeated } from './repeated.ts';

export function declareUsers(program: Command): void {
  const users = program.command('users').description('look after users and local accounts (LOCAL_ACCOUNTS)');
  users
    .command('add <name>')
    .description('a new local account; the password is asked for, or piped in')
    .option('--role <role>', 'a role; may be given several times', repeated)
    .option('--email <address>', 'e-mail address')
    .option('--full-name <name>', 'as people call them')
    .action(async (name: string, flags: NewUserFlags) => addUser(name, flags));
  users
    .command('list')
    .description('the local accounts')
    .option('-a, --all', 'everybody who has been here, wherever they sign in')
    .option('--json', 'as JSON')
    .action(async ({ all, ...flags }: { all?: true; json?: true }) =>
      all === true ? listEverybody(flags) : listUsers(flags),
    );
  users
    .command('show <user>')
    .description('a user, by id or by subject, and what is theirs')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  tokenstore users show alice')
    .action(async (name: string, flags: { json?: true }) => showUser(name, flags));
  users
    .command('remove <user>')
    .description('end their grants at the providers, then remove all that is theirs')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nWho signs in again begins anew; to keep somebody out: users disable.')
    .action(async (name: string, flags: { yes?: true }) => removeKnownUser(name, flags));
  users
    .command('password <name>')
    .description('a new password of a local account')
    .action(async (name: string) => setPassword(name));
  users
    .command('disable <name>')
    .description('end a local account, with its sessions, keys and tokens')
    .action(async (name: string) => disableUser(name));
  users
    .command('enable <name>')
    .description('take that back')
    .action(async (name: string) => enableUser(name));
}
