import type { Command } from 'commander';
import { createKey, listKeys, revokeKey, type NewKeyFlags, type OwnerFlags } from '../api-keys.ts';
import { repeated } from './repeated.ts';

export function declareApiKeys(program: Command): void {
  const keys = program.command('apikey').description('look after API keys (docs/api-keys.md)');
  keys
    .command('create')
    .description('a new key, alone on standard output')
    .requiredOption('--name <name>', 'for people, to tell keys apart')
    .option('--user <user>', 'whose it shall be: by id, or by subject')
    .option('--client <id>', 'or which client’s')
    .option('--scope <scope>', 'what it is good for: token, grants:read …; repeatable', repeated)
    .option('--provider <id>', 'the only providers it is good for; repeatable', repeated)
    .option('--expires-in <duration>', 'such as 90d; without it the key has no end')
    .addHelpText(
      'after',
      `
A key may no more than its owner may, whatever it says.

Example:
  tokenstore apikey create --user alice --name backup --scope token > key`,
    )
    .action(async (flags: NewKeyFlags) => createKey(flags));
  keys
    .command('list')
    .description('all keys, or one owner’s; never the keys themselves')
    .option('--user <user>', 'of this user')
    .option('--client <id>', 'of this client')
    .option('--json', 'as JSON')
    .action(async (flags: OwnerFlags & { json?: true }) => listKeys(flags));
  keys
    .command('revoke <id>')
    .description('end a key: it is refused from the next request on')
    .action(async (id: string) => revokeKey(id));
}
