/** One thing that is wrong with a request: where, and what. */
export interface Fault {
  path: string;
  message: string;
}

interface Said {
  requestId?: string;
  retryAfter?: number;
  faults?: readonly Fault[];
}

/** An error of the API (RFC 9457), as far as pages need it. */
export class Problem extends Error {
  /** Stable; `unreachable` where no answer came. See docs/errors.md. */
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  /** What is wrong with what was sent, where the service says so. */
  readonly faults: readonly Fault[];
  /** Seconds, where the service says when to try again. */
  readonly retryAfter: number | undefined;

  private constructor(code: string, detail: string, status: number, said: Said = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.requestId = said.requestId;
    this.faults = said.faults ?? [];
    this.retryAfter = said.retryAfter;
  }

  static unreachable(cause: unknown): Problem {
    const problem = new Problem('unreachable', 'The service cannot be reached.', 0);
    problem.cause = cause;
    return problem;
  }

  /** @param document the body; a proxy on the way may have put anything there */
  static from(document: unknown, { status, headers }: Response): Problem {
    const said = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
    const { code, detail, request_id: requestId, errors } = said;
    const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
    return new Problem(
      typeof code === 'string' ? code : `http_${status}`,
      typeof detail === 'string' ? detail : `The service answered with status ${status}.`,
      status,
      {
        ...(typeof requestId === 'string' && { requestId }),
        ...(Number.isFinite(retryAfter) && { retryAfter }),
        ...(Array.isArray(errors) && { faults: errors.filter(isFault) }),
      },
    );
  }

  /** Nobody is signed in, or no longer. */
  get isSignedOut(): boolean {
    return this.code === 'unauthenticated';
  }

  /** Trying again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null) return false;
  const { path, message } = value as Record<string, unknown>;
  return typeof path === 'string' && typeof message === 'string';
}
