import type * as oauth from 'openid-client';
import type { GrantTies } from './grant-ties.ts';
import { inItsForm } from './request-dialect.ts';
import { neverLeft, toResponse, type ServerConnection } from './server-connection.ts';
import { plainResponse, readTokenAnswer, type TokenAnswer } from './token-answer.ts';

/** How a request to the token endpoint, or to what stands for it, ended. */
export interface Asked {
  /** What came; `undefined` when nothing was sent. */
  answer: TokenAnswer | undefined;
  /** What the library had to say against it. */
  failure: unknown;
}

export interface Errand extends GrantTies {
  /** Milliseconds for all of it. */
  timeout: number;
  /** In place of the token endpoint. */
  tokenUrl?: string | undefined;
  /** The parameters go into the query. */
  asGet?: boolean;
  /** The redirect URI as the server has it registered, where that is no absolute URL. */
  redirectUri?: string | undefined;
}

/** Who holds a lease may send for so long, milliseconds: a second try comes at once, or not at all. */
const RETRY_DEADLINE = 5_000;

/** The one place where tokens come from: requests are put as the knobs say, and answers kept before anything may throw. */
export class TokenEndpoint {
  private readonly connection: ServerConnection;

  constructor(connection: ServerConnection) {
    this.connection = connection;
  }

  /**
   * Captures the answer before the library may throw it away, and shows the library a plain form of it. Where the client
   * secret is refused, nothing was spent: the next one is tried, and kept when it is taken. Never throws.
   */
  async ask(errand: Errand, call: (configuration: oauth.Configuration) => Promise<unknown>): Promise<Asked> {
    const { connection } = this;
    const begun = performance.now();
    for (let tries = connection.tries; ; tries -= 1) {
      const elapsed = performance.now() - begun;
      const asked = await this.askOnce({ ...errand, timeout: errand.timeout - elapsed }, call);
      const isLate = performance.now() - begun > RETRY_DEADLINE;
      if (tries <= 1 || isLate || asked.answer === undefined || !refusesClient(asked.answer)) return asked;
      connection.tryNextSecret();
    }
  }

  private async askOnce(
    errand: Errand,
    call: (configuration: oauth.Configuration) => Promise<unknown>,
  ): Promise<Asked> {
    const { timeout, asGet = false, redirectUri, ...route } = errand;
    const { knobs, hasIssuer } = this.connection;
    let answer: TokenAnswer | undefined;
    const capture: oauth.CustomFetch = async (url, options) => {
      // The library repeats a request that lacked a nonce: only what came of the last one counts.
      answer = { kind: 'unknown', cause: undefined };
      try {
        if (redirectUri !== undefined && options.body instanceof URLSearchParams) {
          options.body.set('redirect_uri', redirectUri);
        }
        const { url: target, ...request } = inItsForm(url, options, knobs, { asGet });
        const received = await this.connection.request(target, { ...request, timeout });
        answer = readTokenAnswer(received, knobs);
        if (answer.kind !== 'tokens') return toResponse(received);
      } catch (error) {
        answer = { kind: neverLeft(error) ? 'not-sent' : 'unknown', cause: error };
        throw error;
      }
      return plainResponse(hasIssuer ? answer.tokens : { ...answer.tokens, idToken: undefined });
    };
    try {
      await call(await this.connection.configuration({ ...route, fetch: capture }));
      return { answer, failure: undefined };
    } catch (error) {
      return { answer, failure: error };
    }
  }
}

/** `invalid_client`, or the bare 400 or 401 with which some servers answer a wrong secret. */
function refusesClient(answer: TokenAnswer): boolean {
  if (answer.kind !== 'error') return false;
  const isBare = answer.error === undefined && answer.body !== 'other';
  return answer.error === 'invalid_client' || (isBare && (answer.status === 400 || answer.status === 401));
}
