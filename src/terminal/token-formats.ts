import { authorization, type Token } from '../store-client/client.ts';
import { EXIT_USAGE, Refusal } from './refusal.ts';

export const TOKEN_FORMATS = ['raw', 'header', 'json', 'env', 'netrc', 'exec-credential'] as const;
export type TokenFormat = (typeof TOKEN_FORMATS)[number];

/** What some of the forms need besides. */
export interface Place {
  provider: string;
  /** Of the variable. */
  name?: string | undefined;
  host?: string | undefined;
  username?: string | undefined;
  /** `KUBERNETES_EXEC_INFO`, which says what kubectl wants to hear. */
  execInfo?: string | undefined;
}

/** GitLab wants this name with an access token; others take any. */
export const USERNAME = 'oauth2';

const EXEC_VERSION = 'client.authentication.k8s.io/v1';

/** A token as the next program reads it, with a newline at its end. @throws Refusal, StoreError `proof_needed` */
export function written(token: Token, format: TokenFormat, place: Place): string {
  if (format === 'json') return `${JSON.stringify(token, undefined, 2)}\n`;
  const header = authorization(token);
  const { access_token: text } = token;
  switch (format) {
    case 'raw':
      return `${text}\n`;
    case 'header':
      return `Authorization: ${inOneLine(header)}\n`;
    case 'env':
      return `${place.name ?? variableOf(place.provider)}=${plain(text)}\n`;
    case 'netrc':
      if (place.host === undefined) throw new Refusal(EXIT_USAGE, 'For which host? Name it by --host.');
      return `machine ${plain(place.host)} login ${plain(place.username ?? USERNAME)} password ${plain(text)}\n`;
    case 'exec-credential':
      return `${JSON.stringify(execCredential(token, place.execInfo))}\n`;
  }
}

/** `GITHUB_TOKEN` for `github`. */
export function variableOf(provider: string): string {
  return `${provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_TOKEN`;
}

/** Nothing that whoever reads lines would take for another one. @throws Refusal */
export function inOneLine(text: string): string {
  if (/^[\x20-\x7e]+$/.test(text)) return text;
  throw new Refusal(EXIT_USAGE, 'There are characters in it that this format does not carry: use --format json.');
}

/** Neither form has a way to quote. What RFC 6750 allows in a bearer token is among these, and what providers put in. */
function plain(text: string): string {
  return inOneLine(/^[\w.~+/=:!|@,%^-]+$/.test(text) ? text : '');
}

/** https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
function execCredential({ access_token: token, expires_at: end }: Token, execInfo: string | undefined): object {
  return {
    kind: 'ExecCredential',
    apiVersion: versionOf(execInfo) ?? EXEC_VERSION,
    status: {
      token,
      ...(end !== null && { expirationTimestamp: new Date(end * 1000).toISOString().replace('.000Z', 'Z') }),
    },
  };
}

/** The one of the question, as long as it is one of ours. */
function versionOf(execInfo: string | undefined): string | undefined {
  try {
    const { apiVersion } = Object(JSON.parse(execInfo ?? 'null')) as { apiVersion?: unknown };
    return typeof apiVersion === 'string' && apiVersion.startsWith('client.authentication.k8s.io/')
      ? apiVersion
      : undefined;
  } catch {
    return undefined;
  }
}
