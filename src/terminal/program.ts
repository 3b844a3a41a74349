import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { repeated } from '../cli/commands/repeated.ts';
import type { AccountsFlags } from './commands/accounts.ts';
import type { ConnectFlags } from './commands/connect.ts';
import type { LoginFlags } from './commands/login.ts';
import type { RunFlags } from './commands/run.ts';
import type { TokenFlags } from './commands/token.ts';
import type { CommonFlags } from './configuration.ts';
import type { Terminal } from './terminal.ts';
import { TOKEN_FORMATS } from './token-formats.ts';

/** The commands of people and their programs. What each does is loaded once it is called: they have to start fast. */
export function declareTerminal(program: Command, terminal: () => Terminal): void {
  withCommon(program.command('login'))
    .description('sign in at a store, by a code to be entered in a browser')
    .option('--client-id <id>', 'this program, as the login issuer knows it')
    .option('--client-secret <secret>', 'its secret; better in the file of -c')
    .option('--discovery-url <url>', 'the login issuer; else the store names it')
    .option('--scope <scopes>', 'what is asked for there; else openid, offline_access')
    .option('--parameter <name=value>', 'sent along, such as audience=…; repeatable', repeated)
    .action(async (flags: LoginFlags) => {
      const { login } = await import('./commands/login.ts');
      await login(terminal(), flags);
    });
  withCommon(program.command('logout'))
    .description('end the login, at the issuer and here')
    .action(async (flags: CommonFlags) => {
      const { logout } = await import('./commands/logout.ts');
      await logout(terminal(), flags);
    });
  withCommon(program.command('accounts'))
    .description('the accounts that you have connected')
    .option('--provider <id>', 'at this provider only')
    .option('--json', 'as JSON')
    .action(async (flags: AccountsFlags) => {
      const { accounts } = await import('./commands/accounts.ts');
      await accounts(terminal(), flags);
    });
  withCommon(program.command('connect <provider>'))
    .description('connect an account, in a browser')
    .option('--account <id>', 'connect this one anew')
    .option('--label <text>', 'what you call it')
    .option('--scope <scopes>', 'ask for these besides, separated by blanks')
    .option('--no-browser', 'only print the address')
    .action(async (provider: string, flags: ConnectFlags) => {
      const { connect } = await import('./commands/connect.ts');
      await connect(terminal(), provider, flags);
    });
  withCommon(program.command('token <provider>'))
    .description('print a fresh access token')
    .addOption(new Option('--format <form>', 'how').choices(TOKEN_FORMATS).default('raw'))
    .option('--min-ttl <seconds>', 'that it should live at least', seconds)
    .option('--scope <scopes>', 'with these alone, separated by blanks')
    .option('--account <account>', 'of this grant id or subject')
    .option('--on-behalf-of <user>', 'of this user; for clients that may')
    .option('--name <variable>', 'for env; else <PROVIDER>_TOKEN')
    .option('--host <host>', 'for netrc; else that of the provider')
    .option('--username <name>', 'for netrc; else oauth2')
    .action(async (provider: string, flags: TokenFlags) => {
      const { token } = await import('./commands/token.ts');
      await token(terminal(), provider, flags);
    });
  withCommon(program.command('run'))
    .description('run a command with tokens in its environment')
    .requiredOption('--with <provider=VARIABLE>', 'which, and where; repeatable', repeated)
    .option('--min-ttl <seconds>', 'that they should live at least', seconds)
    .argument('<command...>', 'after --')
    .addHelpText('after', '\nExample:\n  tokenstore run --with github=GH_TOKEN -- gh repo list')
    .action(async (command: string[], flags: RunFlags) => {
      const { run } = await import('./commands/run.ts');
      const around = terminal();
      around.end(await run(around, command, flags));
    });
}

/** The program that git calls. */
export function declareGitCredential(program: Command, terminal: () => Terminal): void {
  withCommon(program)
    .description('A credential helper for git (docs/terminal.md).')
    .addArgument(new Argument('<operation>', 'what git wants: get, store, erase'))
    .option('--provider <id>', 'whose token; else that of the provider with this host')
    .option('--account <account>', 'of this grant id or subject')
    .option('--username <name>', 'that goes with the token; else oauth2')
    .option('--bearer', 'as a bearer token, where git is 2.46 or later')
    .action(async (operation: string, flags: CommonFlags) => {
      const { gitCredential } = await import('./commands/git-credential.ts');
      await gitCredential(terminal(), operation, flags);
    });
}

function withCommon(command: Command): Command {
  return command
    .option('--server <url>', 'the store; else TOKENSTORE_SERVER, or the last login')
    .option('--api-key-file <file>', 'an API key in place of the login')
    .option('-c, --config <file>', 'a JSON file with what is not typed')
    .option('-q, --quiet', 'say nothing but what is wrong')
    .option('-d, --debug', 'say what is asked of whom');
}

function seconds(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('That is no number of seconds.');
  return Number(text);
}
