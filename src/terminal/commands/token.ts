import type { CommonFlags } from '../configuration.ts';
import { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { written, type TokenFormat } from '../token-formats.ts';

export interface TokenFlags extends CommonFlags {
  format: TokenFormat;
  minTtl?: number;
  scope?: string;
  account?: string;
  onBehalfOf?: string;
  name?: string;
  host?: string;
  username?: string;
}

/** `tokenstore token`: a fresh access token, in the form that the next program wants. */
export async function token(terminal: Terminal, provider: string, flags: TokenFlags): Promise<void> {
  const session = await Session.open(terminal, flags);
  const store = await session.store();
  const { minTtl, scope, account, onBehalfOf, name, host, username } = flags;
  const given = await store.token(provider, { minTtl, scope, account, onBehalfOf });
  const hostOf = async (): Promise<string | undefined> => {
    const found = (await store.providers()).find(({ id }) => id === provider)?.metadata.url;
    return found != null && URL.canParse(found) ? new URL(found).hostname : undefined;
  };
  const where = { provider, name, username, host: host ?? (flags.format === 'netrc' ? await hostOf() : undefined) };
  terminal.out(written(given, flags.format, { ...where, execInfo: terminal.env['KUBERNETES_EXEC_INFO'] }));
}
