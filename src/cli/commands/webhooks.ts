import type { Command } from 'commander';
import {
  addWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhook,
  type NewWebhookFlags,
} from '../webhooks.ts';
import { repeated } from './repeated.ts';

export function declareWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('look after who is told of events (docs/webhooks.md)');
  webhooks
    .command('list')
    .description('the oldest first')
    .option('--json', 'as JSON')
    .action(async (flags: { json?: true }) => listWebhooks(flags));
  webhooks
    .command('add <url>')
    .description('have an address told of events; the secret that signs alone goes to standard output')
    .option('--event <type>', 'only of this type; repeatable', repeated)
    .option('--description <text>', 'for people: whose it is')
    .addHelpText('after', '\nExample:\n  tokenstore webhooks add https://portal.example/events > webhook.secret')
    .action(async (url: string, flags: NewWebhookFlags) => addWebhook(url, flags));
  webhooks
    .command('rotate <id>')
    .description('a new secret, alone on standard output; for a day the old one signs as well')
    .action(async (id: string) => rotateWebhook(id));
  webhooks
    .command('deliveries <id>')
    .description('what became of the events of the last 30 days, the newest first')
    .option('--json', 'as JSON')
    .action(async (id: string, flags: { json?: true }) => listDeliveries(id, flags));
  webhooks
    .command('remove <id>')
    .description('with all that waits for it')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, flags: { yes?: true }) => removeWebhook(id, flags));
}
