import { lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { Agent, buildConnector, request } from 'undici';
import type { Clock } from '../database/clock.ts';
import { errorCode, isError } from '../problem/errors.ts';
import { isLoopbackAddress, type AllowedAddresses } from './allowed-addresses.ts';
import type { Attempted } from './retry.ts';

/** An attempt to be made. */
export interface Message {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const TIMEOUT = 15_000;
const CONNECT_TIMEOUT = 10_000;
/** Read of an answer and thrown away, so that its connection can be used again. Bytes. */
const DUMPED = 16 * 1024;
const TLS_FAILURE = /^(EPROTO|CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;
const NO_CONNECTION = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;

/** The host's addresses are none that webhooks may lead to. */
class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

/**
 * Posts to addresses that somebody typed: bounded in time, no redirect followed, hardly anything read. Where a name leads is
 * judged at each connection, by the very addresses that are connected to: what it led to a moment ago proves nothing.
 */
export class Sender {
  private readonly clock: Clock;
  private readonly timeout: number;
  private readonly agent: Agent;

  /**
   * @param authorities PEM certificates of further CAs
   * @param timeout milliseconds for the whole exchange
   */
  constructor(allowed: AllowedAddresses, authorities: readonly string[], clock: Clock, timeout = TIMEOUT) {
    this.clock = clock;
    this.timeout = timeout;
    const ca = authorities.length === 0 ? undefined : [...getCACertificates('default'), ...authorities];
    const connectorFor = (mayLeadTo: (address: string) => boolean): buildConnector.connector => {
      const connect = buildConnector({
        ...{ timeout: CONNECT_TIMEOUT, allowH2: false, lookup: lookupOf(mayLeadTo), ...(ca !== undefined && { ca }) },
      });
      return (options, callback) => {
        // An address is not looked up.
        const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
        if (isIP(host) !== 0 && !mayLeadTo(host)) callback(new AddressNotAllowed(), null);
        else connect(options, callback);
      };
    };
    const overTls = connectorFor((address) => allowed.allows(address));
    const inTheClear = connectorFor((address) => isLoopbackAddress(address) && allowed.allows(address));
    this.agent = new Agent({
      connect: (options, callback) => (options.protocol === 'https:' ? overTls : inTheClear)(options, callback),
    });
  }

  /** Whatever comes of it. @param signal ends it early, as if no answer had come */
  async send({ url, headers, body }: Message, signal: AbortSignal): Promise<Attempted> {
    const begun = this.clock.monotonic();
    const ended = (statusCode: number | null, error: string | null, retryAfter?: number): Attempted => ({
      ...{ statusCode, error, retryAfter, duration: Math.round(this.clock.monotonic() - begun) },
    });
    const timeout = AbortSignal.timeout(this.timeout);
    const either = AbortSignal.any([signal, timeout]);
    try {
      const answer = await request(url, { method: 'POST', headers, body, dispatcher: this.agent, signal: either });
      await answer.body.dump({ limit: DUMPED, signal: either }).catch(() => undefined);
      const { statusCode } = answer;
      if (statusCode >= 200 && statusCode < 300) return ended(statusCode, null);
      const asksFor =
        statusCode === 429 || statusCode === 503 ? this.retryAfter(answer.headers['retry-after']) : undefined;
      return ended(statusCode, statusCode < 400 ? 'redirect' : `http_${statusCode}`, asksFor);
    } catch (error) {
      return ended(null, timeout.aborted ? 'timeout' : codeOf(error));
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** RFC 9110 section 10.2.3: seconds, or a date. @returns milliseconds */
  private retryAfter(header: string | string[] | undefined): number | undefined {
    if (typeof header !== 'string') return undefined;
    if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
    const at = Date.parse(header);
    return Number.isNaN(at) ? undefined : Math.max(0, at - this.clock.now());
  }
}

/** Looks a name up, and answers those of its addresses alone that may be connected to. */
function lookupOf(mayLeadTo: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const [first, ...others] = addresses.filter(({ address }) => mayLeadTo(address));
      if (first === undefined) callback(new AddressNotAllowed(), '');
      else if (options.all === true) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };
}

function codeOf(error: unknown): string {
  if (error instanceof AddressNotAllowed) return 'address_not_allowed';
  const code = errorCode(error) ?? (isError(error) ? errorCode(error.cause) : undefined) ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown_host';
  if (TLS_FAILURE.test(code)) return 'tls';
  return NO_CONNECTION.test(code) ? 'unreachable' : 'no_answer';
}
