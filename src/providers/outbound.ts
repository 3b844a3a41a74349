import { getCACertificates } from 'node:tls';
import { Agent, fetch as send } from 'undici';
import { errorCode, isError } from '../problem/errors.ts';
import { inCallSpan } from '../tracing/call-span.ts';

export interface OutboundRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Milliseconds for the whole exchange. */
  timeout: number;
  /** Follow this many redirects within the same origin; none when absent. Only for requests that bear no secret. */
  redirects?: number;
  /** Tells the server of our trace. */
  propagatesTrace?: boolean;
}

export interface OutboundAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** PEM texts. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** No answer came. `sent` is false when the request is known never to have left: DNS, connect and TLS failures. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super(sent ? 'the connection broke before an answer came' : 'the server cannot be reached', { cause });
    this.sent = sent;
  }
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT = 10_000;
/** System and TLS failures before the first byte of a request. */
const NOT_SENT =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EPROTO|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Calls to identity providers: bounded in time and size, trusting the operator's further CAs, never following a redirect blindly. */
export class Outbound {
  private readonly authorities: readonly string[];
  private readonly agent: Agent;

  /**
   * @param authorities PEM certificates of further CAs; none means those of the platform alone
   * @param shown what it proves itself with to servers (RFC 8705), PEM
   */
  constructor(authorities: readonly string[] = [], shown?: ClientCertificate) {
    this.authorities = authorities;
    // Whoever names authorities takes those of the platform away, unless they are named too.
    const ca = authorities.length === 0 ? undefined : [...getCACertificates('default'), ...authorities];
    this.agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT, ...(ca !== undefined && { ca }), ...shown } });
  }

  /** The same, showing a certificate: on connections of its own. */
  showing(certificate: ClientCertificate): Outbound {
    return new Outbound(this.authorities, certificate);
  }

  /** @throws NoAnswer */
  async request(url: string, request: OutboundRequest): Promise<OutboundAnswer> {
    const { method, propagatesTrace: propagates = false, redirects = 0 } = request;
    const answer = await inCallSpan({ method, url, propagates }, (trace) =>
      this.exchange(url, { ...request, headers: { ...request.headers, ...trace } }),
    );
    const next = redirectTarget(url, answer.status, answer.headers.get('location'));
    if (next === undefined || redirects === 0) return answer;
    return this.request(next, { ...request, redirects: redirects - 1 });
  }

  /** @throws NoAnswer */
  private async exchange(url: string, { method, headers, body, timeout }: OutboundRequest): Promise<OutboundAnswer> {
    const deadline = new Deadline(timeout);
    try {
      const response = await send(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: deadline.signal,
        dispatcher: this.agent,
      });
      const text = await readCapped(response.body);
      return { status: response.status, headers: new Headers([...response.headers]), text };
    } catch (error) {
      throw new NoAnswer(!NOT_SENT.test(deepestCode(error)), error);
    } finally {
      deadline.clear();
    }
  }

  async close(): Promise<void> {
    await this.agent.close();
  }
}

/**
 * Ends a request in time, one turn of the event loop late: in a process that was stopped for a while the timer runs out
 * before the socket is read, and the answer that lies there may be the only copy of a refresh token.
 */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(timeout: number) {
    this.timer = setTimeout(() => setImmediate(() => this.controller.abort(new Error('no answer in time'))), timeout);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}

async function readCapped(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new RangeError(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function redirectTarget(from: string, status: number, location: string | null): string | undefined {
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, from)) return undefined;
  const target = new URL(location, from);
  return target.origin === new URL(from).origin ? target.href : undefined;
}

/** The system's code of the deepest cause that has one. */
export function deepestCode(error: unknown): string {
  if (!isError(error)) return '';
  const deeper = deepestCode(error.cause);
  return deeper === '' ? (errorCode(error) ?? '') : deeper;
}
