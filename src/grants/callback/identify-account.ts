import type { Log } from '../../log/logger.ts';
import { textAt } from '../../providers/json-path.ts';
import type { CodeExchange } from '../../providers/oauth-client.ts';
import type { Provider } from '../../providers/provider.ts';

export interface ExternalAccount {
  /** The subject at the provider; `''` when it names none. */
  account: string;
  /** How a person knows the account. */
  label: string | null;
}

const LONGEST = 250;
const USUAL_LABELS = ['email', 'preferred_username', 'name'];

/** Whose account the tokens are of, as `SUBJECT_FROM`, `SUBJECT_PATH` and `LABEL_PATH` say. Not knowing is fine. */
export async function identifyAccount(provider: Provider, exchange: CodeExchange, log: Log): Promise<ExternalAccount> {
  const { SUBJECT_FROM: from, SUBJECT_PATH, LABEL_PATH } = provider.settings;
  const subjectIn = (told: unknown): string | undefined => within(textAt(told, SUBJECT_PATH ?? 'sub'));
  const labelIn = (told: unknown): string | null => {
    const found = (LABEL_PATH === undefined ? USUAL_LABELS : [LABEL_PATH]).map((path) => textAt(told, path));
    return found.find((text) => text !== undefined)?.slice(0, LONGEST) ?? null;
  };
  const tells = (told: unknown): ExternalAccount => ({ account: subjectIn(told) ?? '', label: labelIn(told) });
  switch (from) {
    case 'none':
      return { account: '', label: null };
    case 'answer':
      return tells(exchange.answer);
    case 'callback':
      return tells(exchange.callback);
    case 'id_token':
      return tells(exchange.claims);
    case 'userinfo':
      return tells(await askUserinfo(provider, exchange, log));
    case 'auto': {
      const { account, label } = tells(exchange.claims);
      if (account !== '' && label !== null) return { account, label };
      const userinfo = tells(await askUserinfo(provider, exchange, log));
      return { account: account === '' ? userinfo.account : account, label: label ?? userinfo.label };
    }
  }
}

/** A subject that was cut would be another one. */
function within(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= LONGEST ? text : undefined;
}

async function askUserinfo(
  provider: Provider,
  { tokens, claims, ties }: CodeExchange,
  log: Log,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await provider.client.userinfo(tokens.accessToken, textAt(claims, 'sub'), ties);
  } catch (error) {
    log.warn({ err: error, provider: provider.id }, 'userinfo did not answer; the account stays without a name');
    return undefined;
  }
}
