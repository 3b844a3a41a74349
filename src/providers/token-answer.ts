import { z } from 'zod';
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
}

/** How a request to a token endpoint ended. The judgement what it means for a grant is made in grants/refresh/. */
export type TokenAnswer =
  /** Tokens came. `alarm`: a check of the library failed on them afterwards. */
  | { kind: 'tokens'; tokens: TokenSet; alarm?: unknown }
  /** An answer without tokens. `error`: RFC 6749 section 5.2's code, where there is one. `retryAfter` in seconds. */
  | { kind: 'error'; status: number; error: string | undefined; retryAfter: number | undefined; body: BodyKind }
  /** The request is known never to have reached the provider. */
  | { kind: 'not-sent'; cause: unknown }
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
  refresh_token_expires_in: seconds,
  scope: z
    .union([z.string(), z.array(z.string()).transform((list) => list.join(' '))])
    .optional()
    .catch(undefined),
  id_token: visible.optional().catch(undefined),
});

const errorResponse = z.object({ error: z.string().max(200) });

/** Reads a token endpoint's answer, before any library or check may throw it away. */
export function readTokenAnswer({ status, headers, text }: OutboundAnswer): TokenAnswer {
  const json = parseJson(text);
  const error = errorResponse.safeParse(json).data?.error;
  const parsed = error === undefined && status >= 200 && status < 300 ? tokenResponse.safeParse(json) : undefined;
  if (parsed?.success === true) {
    const { data } = parsed;
    return {
      kind: 'tokens',
      tokens: {
        accessToken: data.access_token,
        tokenType: data.token_type,
        expiresIn: data.expires_in,
        refreshToken: data.refresh_token,
        refreshExpiresIn: data.refresh_expires_in ?? data.refresh_token_expires_in,
        scope: data.scope,
        idToken: data.id_token,
      },
    };
  }
  const body = text.trim() === '' ? 'empty' : json === undefined ? 'other' : 'json';
  return { kind: 'error', status, error, retryAfter: readRetryAfter(headers.get('retry-after')), body };
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
