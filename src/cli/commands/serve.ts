import type { Command } from 'commander';
import { serve, type ServeFlags } from '../serve.ts';

export function declareServe(program: Command): void {
  program
    .command('serve')
    .description('run the service')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on (PORT)')
    .option('--workers <number>', 'processes that share the port (WORKERS)')
    .option('--db <url>', 'database (DATABASE_URL)')
    .option('--instance-path <directory>', 'what this machine keeps (INSTANCE_PATH)')
    .option('--oidc-secrets <file>', 'client_secrets.json of the login issuer (OIDC_CLIENT_SECRETS)')
    .option('-d, --debug', 'log at debug level')
    .addHelpText('after', '\nSettings: docs/settings.md, or: tokenstore settings show')
    .action(async (flags: ServeFlags) => serve(flags));
}
