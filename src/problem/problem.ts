import { kindOf, type ProblemCode, type ProblemKind, type StoreProblemCode } from './codes.ts';

export interface ProblemOptions {
  /** Further members of the document, e.g. `{ reason: 'expired' }`. Callers see them: nothing secret, nothing from upstream. */
  members?: Record<string, unknown>;
  /** Seconds until another try makes sense; becomes the `Retry-After` header. */
  retryAfter?: number;
  /** Overrides the code's usual status (the first edition's dialects do). */
  status?: number;
  /** For the log only. */
  cause?: unknown;
}

/** An error that the caller may see, as RFC 9457 renders it. `detail` is one safe sentence. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly members: Record<string, unknown>;
  readonly retryAfter: number | undefined;

  constructor(code: StoreProblemCode | ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.kind = kindOf(code);
    this.status = options.status ?? this.kind.status;
    this.members = options.members ?? {};
    this.retryAfter = options.retryAfter;
  }

  get code(): ProblemCode {
    return this.kind.code;
  }

  /** The same problem under another status. */
  withStatus(status: number): Problem {
    const { members, retryAfter, cause } = this;
    return new Problem(this.kind, this.message, {
      members,
      status,
      cause,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }

  /** The RFC 9457 document. `instance` is the path of the request, without its query. */
  toDocument(request: { id: string; path: string }): Record<string, unknown> {
    return {
      type: `urn:tokenstore:problem:${this.code}`,
      title: this.kind.title,
      status: this.status,
      detail: this.message,
      code: this.code,
      instance: request.path,
      request_id: request.id,
      ...this.members,
    };
  }
}

/**
 * A request of the right form that cannot be fulfilled.
 * @param path of the member that is to blame, dotted; `''`: none alone
 */
export function invalidRequest(
  path: string,
  message: string,
  detail = 'The request cannot be fulfilled as it is.',
): Problem {
  return new Problem('invalid_request', detail, { members: { errors: [{ path, message }] } });
}

/** The database cannot be reached, or not in time. */
export class DatabaseUnavailable extends Problem {
  constructor(cause: unknown, detail = 'The database cannot be reached at the moment.') {
    super('database_unavailable', detail, { retryAfter: 2, cause });
  }
}

/**
 * The key management service that opens our keys cannot be reached, or not in time: without them the database is of no use,
 * as if it were away. Callers are told no more than that.
 */
export class KeysUnavailable extends DatabaseUnavailable {
  /** One line for the operator: which service, and why. */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(cause, 'The keys of this store cannot be had at the moment.');
    this.reason = reason;
  }
}

/** The operator must act before the process can run: one line, exit status 78. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
