import type { Command } from 'commander';
import { addClient, listClients, removeClient, renewClientSecret, type NewClientFlags } from '../clients.ts';

export function declareClients(program: Command): void {
  const clients = program.command('clients').description('look after services that obtain users’ tokens');
  clients
    .command('list')
    .description('those of CLIENTS first, then the oldest')
    .option('--json', 'as JSON')
    .action(async (flags: { json?: true }) => listClients(flags));
  clients
    .command('add <id>')
    .description('register a client; its secret alone goes to standard output')
    .option('--name <name>', 'as people see it')
    .option('--issuer <url>', 'it proves itself by a JWT of this one of the TRUSTED_ISSUERS …')
    .option('--subject <subject>', '… for this subject')
    .option('--login-client <id>', 'its own client id at the login issuer')
    .option('--no-secret', 'without a client secret')
    .addHelpText('after', '\nExample:\n  tokenstore clients add portal --name Portal > portal.secret')
    .action(async (id: string, flags: NewClientFlags) => addClient(id, flags));
  clients
    .command('secret <id>')
    .description('a new secret, alone on standard output; the old one ends')
    .action(async (id: string) => renewClientSecret(id));
  clients
    .command('remove <id>')
    .description('with its rules, its keys and the consents to it')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, flags: { yes?: true }) => removeClient(id, flags));
}
