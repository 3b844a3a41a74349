import { z } from 'zod';
import type { ResponseMember } from '../settings/types/paths.ts';
import { textAt, valueAt } from './json-path.ts';
import type { OutboundAnswer } from './outbound.ts';

/** What a token endpoint gave, by our own reading of the text (RFC 6749 section 5.1, generously). */
export interface TokenSet {
  accessToken: string;
  tokenType: string;
  /** Seconds; `undefined` when the provider names none. */
  expiresIn: number | undefined;
  refreshToken: string | undefined;
  /** Seconds; 0 is never, `undefined` is unknown. */
  refreshExpiresIn: number | undefined;
  scope: string | undefined;
  idToken: string | undefined;
  /** What `TOKEN_METADATA` names, by its path, as far as it was there. */
  metadata: Readonly<Record<string, string>>;
}

/** How a request to a token endpoint ended. The judgement what it means for a grant is made in grants/refresh/. */
export type TokenAnswer =
  /** Tokens came, in `json`. `alarm`: a check failed on them afterwards. */
  | { kind: 'tokens'; tokens: TokenSet; json: unknown; alarm?: unknown }
  /** An answer without tokens. `error`: RFC 6749 section 5.2's code, where there is one. `retryAfter` in seconds. */
  | { kind: 'error'; status: number; error: string | undefined; retryAfter: number | undefined; body: BodyKind }
  /** The request is known never to have reached the provider. `ours`: for a fault of the store's own settings. */
  | { kind: 'not-sent'; cause: unknown; ours?: boolean }
  /** The request may have been carried out, and nobody knows. */
  | { kind: 'unknown'; cause: unknown };

export type BodyKind = 'empty' | 'json' | 'other';

/** Ten years: nobody means more, and sums of instants stay exact. */
const LONGEST = 10 * 365 * 24 * 3600;

const visible = z.string().regex(/^[\x20-\x7e]+$/);
/** A count of seconds as number or digits; what is neither counts as not said. */
const seconds = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .transform((value) => Math.min(Math.max(0, Math.floor(value)), LONGEST))
  .optional()
  .catch(undefined);

const tokenResponse = z.object({
  access_token: visible,
  token_type: visible.catch('Bearer').default('Bearer'),
  expires_in: seconds,
  refresh_token: visible.optional().catch(undefined),
  refresh_expires_in: seconds,
  scope: z
    .union([z.string(), z.array(z.string()).transform((list) => list.join(' '))])
    .optional()
    .catch(undefined),
  id_token: visible.optional().catch(undefined),
});

/** How a server's answers depart from RFC 6749, in the words of the knobs. */
export interface AnswerKnobs {
  readonly RESPONSE_PATHS: Readonly<Partial<Record<ResponseMember, string>>>;
  readonly CLIENT_ERRORS: readonly string[];
  readonly TOKEN_METADATA: readonly string[];
}

const STANDARD: AnswerKnobs = { RESPONSE_PATHS: {}, CLIENT_ERRORS: [], TOKEN_METADATA: [] };
const LONGEST_CODE = 200;

/** Reads a token endpoint's answer, before any library or check may throw it away. */
export function readTokenAnswer({ status, headers, text }: OutboundAnswer, knobs: AnswerKnobs = STANDARD): TokenAnswer {
  const json = parseJson(text);
  const error = errorIn(json, knobs);
  const isGood = status >= 200 && status < 300 && error === undefined && !saysNo(json, knobs);
  const parsed = isGood ? tokenResponse.safeParse(membersOf(json, knobs)) : undefined;
  if (parsed?.success === true) {
    const { data } = parsed;
    return {
      kind: 'tokens',
      json,
      tokens: {
        accessToken: data.access_token,
        tokenType: data.token_type,
        expiresIn: data.expires_in,
        refreshToken: data.refresh_token,
        refreshExpiresIn: data.refresh_expires_in,
        scope: data.scope,
        idToken: data.id_token,
        metadata: pick(knobs.TOKEN_METADATA, (path) => textAt(json, path)),
      },
    };
  }
  const body = text.trim() === '' ? 'empty' : json === undefined ? 'other' : 'json';
  return { kind: 'error', status, error, retryAfter: readRetryAfter(headers.get('retry-after')), body };
}

/** Whether any answer of this server, whatever its status, says that the request failed. */
export function saysError(text: string, knobs: AnswerKnobs): boolean {
  const json = parseJson(text);
  return saysNo(json, knobs) || errorIn(json, knobs) !== undefined;
}

/** The values that there are, by name; short enough to be handed out with every token. */
export function pick(
  names: readonly string[],
  find: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const found = names.map((name) => [name, find(name)] as const);
  return Object.fromEntries(
    found.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1].length <= LONGEST_VALUE),
  );
}

const LONGEST_VALUE = 2000;

/** The standard's code, whatever this server calls a refused client. Nothing and 0 are no errors. */
function errorIn(json: unknown, { RESPONSE_PATHS: { error: path = 'error' }, CLIENT_ERRORS }: AnswerKnobs) {
  const value = valueAt(json, path);
  const isCode = typeof value === 'string' || (typeof value === 'number' && value !== 0);
  if (!isCode || value === '') return undefined;
  const code = String(value);
  return CLIENT_ERRORS.includes(code) ? 'invalid_client' : code.slice(0, LONGEST_CODE);
}

function saysNo(json: unknown, { RESPONSE_PATHS: { ok } }: AnswerKnobs): boolean {
  return ok !== undefined && valueAt(json, ok) === false;
}

/**
 * The token set by its standard names. Where the object that should hold it has no access token, the answer itself may:
 * what came is never overlooked for lying elsewhere.
 */
function membersOf(json: unknown, { RESPONSE_PATHS: paths }: AnswerKnobs): Record<string, unknown> {
  const at = (set: unknown, name: Exclude<ResponseMember, 'tokens' | 'error' | 'ok'>) =>
    valueAt(set, paths[name] ?? name);
  const nested = paths.tokens === undefined ? undefined : valueAt(json, paths.tokens);
  const set = at(nested, 'access_token') === undefined ? json : nested;
  return {
    access_token: at(set, 'access_token'),
    token_type: at(set, 'token_type'),
    expires_in: at(set, 'expires_in'),
    refresh_token: at(set, 'refresh_token'),
    refresh_expires_in: at(set, 'refresh_expires_in') ?? valueAt(set, 'refresh_token_expires_in'),
    scope: at(set, 'scope'),
    id_token: at(set, 'id_token'),
  };
}

/** What a library is shown of a token set: the same, in the plainest form, so that only true checks can fail. */
export function plainResponse(tokens: TokenSet): Response {
  const body = {
    access_token: tokens.accessToken,
    token_type: 'bearer',
    ...(tokens.expiresIn !== undefined && { expires_in: tokens.expiresIn }),
    ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
    ...(tokens.scope !== undefined && { scope: tokens.scope }),
    ...(tokens.idToken !== undefined && { id_token: tokens.idToken }),
  };
  return Response.json(body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
