import { errorOf, StoreError } from './store-error.ts';

/** Gives the credential; asked again, with the one that the store refused, when that is no longer good. */
export type CredentialSource = (refused?: string) => string | Promise<string>;

export interface ConnectionOptions {
  /** Where the store is: its `BASE_URL`. */
  server: string | URL;
  /** An API key or an access token of the login issuer. Without one the session of the browser counts. */
  credential?: string | CredentialSource | undefined;
  /** Milliseconds after which no further attempt is made; one takes 20 seconds at most. Default: 30 000. */
  patience?: number | undefined;
  /** Ends all calls. */
  signal?: AbortSignal | undefined;
  /** In place of the built-in one. */
  fetch?: typeof fetch | undefined;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Whether it may be sent once more when nobody knows what became of it. Default: for GET. */
  repeatable?: boolean;
}

/** An attempt may take this long: a little longer than the store waits for a provider. */
const ATTEMPT = 20_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;

/** Calls of one store by one credential, repeated where that may help. */
export class Connection {
  readonly #base: string;
  readonly #credential: CredentialSource | undefined;
  readonly #patience: number;
  readonly #signal: AbortSignal | undefined;
  readonly #fetch: typeof fetch;

  constructor({ server, credential, patience = 30_000, signal, fetch: send }: ConnectionOptions) {
    this.#base = new URL(server).href.replace(/\/+$/, '');
    this.#credential = typeof credential === 'string' ? () => credential : credential;
    this.#patience = patience;
    this.#signal = signal;
    // A browser's own wants to be called as a function of its window.
    this.#fetch = send ?? ((input, init) => fetch(input, init));
  }

  /**
   * @param path below the server's address: `/api/v2/grants`
   * @returns the body of the answer; the caller says what it is
   * @throws StoreError; the reason of `signal` once that has ended it
   */
  async call(path: string, call: Call = {}): Promise<unknown> {
    const end = Date.now() + this.#patience;
    let refused: string | undefined;
    for (let attempt = 0; ; attempt += 1) {
      const credential = await this.#credential?.(refused);
      try {
        return await this.#send(path, call, credential);
      } catch (error) {
        this.#signal?.throwIfAborted();
        if (!(error instanceof StoreError)) throw error;
        const isNew = error.status === 401 && refused === undefined && (await this.#isReplaced(credential));
        if (isNew) refused = credential;
        const pause = isNew ? 0 : pauseOf(error, attempt, call);
        if (pause === undefined || Date.now() + pause >= end) throw error;
        if (pause > 0) await sleep(pause, this.#signal);
      }
    }
  }

  async #isReplaced(credential: string | undefined): Promise<boolean> {
    return credential !== undefined && (await this.#credential?.(credential)) !== credential;
  }

  async #send(path: string, call: Call, credential: string | undefined): Promise<unknown> {
    const { method = 'GET', query = {}, body, headers = {} } = call;
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const timeout = AbortSignal.timeout(ATTEMPT);
    try {
      const answer = await this.#fetch(url.href, {
        method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        credentials: credential === undefined ? 'same-origin' : 'omit',
        cache: 'no-store',
        // Nobody else gets the credential.
        redirect: 'error',
        signal: this.#signal === undefined ? timeout : AbortSignal.any([timeout, this.#signal]),
      });
      if (!answer.ok) throw await errorOf(answer);
      return await jsonOf(answer);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError('unreachable', `The token store at ${this.#base} does not answer.`, { cause: error });
    }
  }
}

async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new StoreError('unexpected_answer', 'The answer is not that of a token store.', {
      status: answer.status,
      cause,
    });
  }
}

/** Milliseconds until another attempt; `undefined`: it would not help. */
function pauseOf(error: StoreError, attempt: number, { method = 'GET', repeatable }: Call): number | undefined {
  const { code, status, retryAfter } = error;
  // The operator has to act.
  if (code === 'provider_misconfigured') return undefined;
  const backoff = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  if (status === 429 || status === 503) return retryAfter === undefined ? backoff : retryAfter * 1000;
  const isUncertain = code === 'unreachable' || status === 502 || status === 504;
  return isUncertain && (repeatable ?? method === 'GET') ? backoff : undefined;
}

/** @throws the reason of `signal` */
async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  const stop = (): void => reject(signal?.reason as Error);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
