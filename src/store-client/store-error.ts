/** A call that came to nothing. No message has a token or a credential in it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /**
   * A stable code: one of docs/errors.md; or `unreachable` (no answer, or not in time), `unexpected_answer` (not the
   * store's), `proof_needed` (a token bound to a key cannot be borne).
   */
  readonly code: string;
  /** Of the answer; `undefined` where there was none. */
  readonly status: number | undefined;
  /** Seconds until another call makes sense, where the store says so. */
  readonly retryAfter: number | undefined;
  /** The problem document (RFC 9457), with members such as `reason` and `authorize`. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    more: { status?: number; retryAfter?: number | undefined; problem?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.status = more.status;
    this.retryAfter = more.retryAfter;
    this.problem = more.problem ?? {};
  }
}

/** What an answer that is no success says. */
export async function errorOf(answer: Response): Promise<StoreError> {
  const { status } = answer;
  const problem = recordOf(await answer.text());
  const { code, detail } = problem;
  const retryAfter = retryAfterOf(answer.headers.get('retry-after'));
  if (typeof code === 'string') {
    return new StoreError(code, typeof detail === 'string' ? detail : code, { status, retryAfter, problem });
  }
  return new StoreError('unexpected_answer', `HTTP status ${status}, and not from a token store.`, {
    status,
    retryAfter,
  });
}

function recordOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Seconds, or a date (RFC 9110 section 10.2.3). */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
