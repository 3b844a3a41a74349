import { Option, type Command } from 'commander';
import { importGrants } from '../grants-import.ts';
import { exportGrants, listGrants, revokeGrants, type GrantFlags } from '../grants.ts';

export function declareGrants(program: Command): void {
  const grants = program.command('grants').description('look after what people gave the store');
  filtered(grants.command('list'))
    .description('grants, the newest first')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  tokenstore grants list --user alice --status active')
    .action(async (flags: GrantFlags) => listGrants(flags));
  filtered(grants.command('export'))
    .description('a line of JSON for each grant; no token is among them')
    .addHelpText('after', '\nExample:\n  tokenstore grants export > grants.jsonl')
    .action(async (flags: GrantFlags) => exportGrants(flags));
  grants
    .command('revoke <id...>')
    .description('end grants, at the provider as well as that goes')
    .action(async (ids: string[]) => revokeGrants(ids));
  grants
    .command('import <file>')
    .description('refresh tokens from elsewhere, a line of JSON each; - reads standard input (docs/import.md)')
    .action(async (file: string) => importGrants(file));
}

function filtered(command: Command): Command {
  return command
    .option('--user <user>', 'of this user, by id or by subject')
    .option('--provider <id>', 'at this provider')
    .addOption(new Option('--status <status>', 'in this state').choices(['active', 'reauth_required', 'revoked']));
}
