import { execFile } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { authorization, type Token, type TokenStore } from '../../store-client/client.ts';
import { isInTheClear, type CommonFlags } from '../configuration.ts';
import { EXIT_USAGE, Refusal } from '../refusal.ts';
import { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { inOneLine, USERNAME } from '../token-formats.ts';

export interface GitCredentialFlags extends CommonFlags {
  provider?: string;
  account?: string;
  username?: string;
  bearer?: true;
}

/** What git says of the place it wants to go to (git-credential(1), "INPUT/OUTPUT FORMAT"). */
interface Asked {
  protocol: string;
  host: string;
  username: string | undefined;
  password: string | undefined;
  /** Whether this git takes `authtype` and `credential` (2.46 and later). */
  knowsBearer: boolean;
}

/**
 * `git-credential-tokenstore`: `get` answers with a token for hosts that it is configured for, or that a provider calls
 * its own, and with nothing for others. `erase` comes when a host refused a token: a newer one is fetched then.
 */
export async function gitCredential(terminal: Terminal, operation: string, flags: GitCredentialFlags): Promise<void> {
  const asked = readAsked(await text(terminal.input));
  if (operation === 'capability') terminal.out('version 0\ncapability authtype\n');
  // A helper is asked for things that were not there when it was written, and stays silent then.
  if (operation !== 'get' && operation !== 'erase') return;
  if (asked.host === '' || isInTheClear(`${asked.protocol || 'https'}://${asked.host}`)) return;
  if (!/^https?$/.test(asked.protocol)) return;
  const session = await Session.open(terminal, flags);
  const store = await session.store();
  const provider = await providerFor(store, asked, flags);
  if (provider === undefined) return;
  const { account } = flags;
  const token = await store.token(provider, { account });
  if (operation === 'get') terminal.out(answer(token, asked, flags));
  else if (asked.password === token.access_token) await store.renew(provider, token, { account });
}

async function providerFor(store: TokenStore, { host }: Asked, flags: GitCredentialFlags): Promise<string | undefined> {
  const { provider } = flags;
  if (provider !== undefined && !(await isForAnyHost())) return provider;
  const own = (await store.providers()).filter(({ metadata: { url } }) => isOwn(url, host));
  if (provider === undefined) return own.length === 1 ? own[0]?.id : undefined;
  if (own.some(({ id }) => id === provider)) return provider;
  throw new Refusal(
    EXIT_USAGE,
    `credential.helper names ${provider} for every host, and ${host} is not its: configure credential.https://${host}.helper`,
  );
}

function isOwn(url: string | null, host: string): boolean {
  return url !== null && URL.canParse(url) && new URL(url).host === host.toLowerCase();
}

/**
 * Whether the helper is configured without a host, so that git would ask it for a token of this provider on behalf of any
 * server that it is sent to. git tells a helper nothing of that.
 */
async function isForAnyHost(): Promise<boolean> {
  const asked = promisify(execFile)('git', ['config', '--get-all', 'credential.helper']);
  const found = await asked.catch(() => ({ stdout: '' }));
  return found.stdout.split('\n').some((line) => /tokenstore|git-credential/.test(line) && line.includes('--provider'));
}

function readAsked(input: string): Asked {
  const lines = input.split('\n').map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, Math.max(0, at)), line.slice(at + 1)];
  });
  const given = new Map(lines);
  return {
    protocol: given.get('protocol') ?? '',
    host: given.get('host') ?? '',
    username: given.get('username'),
    password: given.get('password') ?? given.get('credential'),
    knowsBearer: lines.some(([name, value]) => name === 'capability[]' && value === 'authtype'),
  };
}

function answer(token: Token, { username, knowsBearer }: Asked, flags: GitCredentialFlags): string {
  const [scheme = '', credential = ''] = inOneLine(authorization(token)).split(' ');
  const end = token.expires_at === null ? [] : [`password_expiry_utc=${token.expires_at}`];
  const lines =
    flags.bearer === true && knowsBearer
      ? ['capability[]=authtype', `authtype=${scheme}`, `credential=${credential}`, 'ephemeral=1', ...end]
      : [`username=${flags.username ?? username ?? USERNAME}`, `password=${credential}`, ...end];
  return `${lines.join('\n')}\n`;
}
