import type { Log } from '../../log/logger.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';

export interface ExternalAccount {
  /** The subject at the provider; `''` when it names none. */
  account: string;
  /** How a person knows the account. */
  label: string | null;
}

const LONGEST = 250;

/** Whose account the tokens are of, from the ID token, else from userinfo, as `SUBJECT_FROM` says. Not knowing is fine. */
export async function identifyAccount(provider: Provider, exchange: CodeExchange, log: Log): Promise<ExternalAccount> {
  const { SUBJECT_FROM: from } = provider.settings;
  if (from === 'none') return { account: '', label: null };
  const claims = from === 'userinfo' ? undefined : exchange.claims;
  const userinfo =
    from === 'id_token' || labelOf(claims) !== null ? undefined : await askUserinfo(provider, exchange, log);
  const account = subjectOf(claims) ?? subjectOf(userinfo) ?? '';
  return { account, label: labelOf(claims) ?? labelOf(userinfo) };
}

async function askUserinfo(
  provider: Provider,
  { tokens, claims }: CodeExchange,
  log: Log,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await provider.client.userinfo(tokens.accessToken, subjectOf(claims));
  } catch (error) {
    log.warn({ err: error, provider: provider.id }, 'userinfo did not answer; the account stays without a name');
    return undefined;
  }
}

function subjectOf(claims: Record<string, unknown> | undefined): string | undefined {
  const sub = claims?.['sub'];
  return typeof sub === 'string' && sub.length <= LONGEST ? sub : undefined;
}

function labelOf(claims: Record<string, unknown> | undefined): string | null {
  const found = ['email', 'preferred_username', 'name'].map((name) => claims?.[name]);
  const label = found.find((value): value is string => typeof value === 'string' && value !== '');
  return label?.slice(0, LONGEST) ?? null;
}
