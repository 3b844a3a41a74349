import type { Grant, LinkBegun, Page, Provider, Token, WhoAmI } from './answers.ts';
import { Connection, type Call, type ConnectionOptions } from './connection.ts';
import { StoreError } from './store-error.ts';
import { TokenCache } from './token-cache.ts';

export type { Grant, LinkBegun, Page, Provider, Token, WhoAmI } from './answers.ts';
export type { Call, CredentialSource } from './connection.ts';
export { StoreError } from './store-error.ts';

export type TokenStoreOptions = ConnectionOptions;

/** Which token, and how good. */
export interface TokenWish {
  /** Which account: the id of a grant, or the subject at the provider. Else the default. */
  account?: string | undefined;
  /** No more than these scopes, separated by blanks. */
  scope?: string | undefined;
  /** Seconds that it should live at least; more than half of its lifetime is not insisted on. */
  minTtl?: number | undefined;
  /** For clients that a rule allows: the user, by id or by subject at the login issuer. */
  onBehalfOf?: string | undefined;
}

/** How a connection shall be begun. */
export interface LinkWish {
  scope?: string | undefined;
  /** The id of a grant to connect anew. */
  account?: string | undefined;
  label?: string | undefined;
  return_url?: string | undefined;
}

/** What names a token that a resource refused. */
export type Refused = Pick<Token, 'grant_id' | 'generation'>;

/** Seconds that are asked for where nobody says how many: long enough to be kept for a while. */
const USUAL_TTL = 60;

/**
 * A store, for a program that needs tokens. Tokens are kept in memory until shortly before they end, and callers who want the
 * same one share a call. Calls are repeated as `Retry-After` says, within `patience`. Every method throws {@link StoreError}.
 */
export class TokenStore {
  readonly #connection: Connection;
  readonly #cache = new TokenCache();
  readonly #flights = new Map<string, Promise<Token>>();
  readonly #fetch: typeof fetch;

  constructor(options: TokenStoreOptions) {
    this.#connection = new Connection(options);
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** A fresh access token of the account that is connected at a provider. */
  async token(provider: string, wish: TokenWish = {}): Promise<Token> {
    const key = keyOf(provider, wish);
    const minTtl = wish.minTtl ?? 0;
    const kept = this.#cache.fresh(key, minTtl);
    if (kept !== undefined) return kept;
    return this.#join(`${key} ${minTtl}`, async () => {
      try {
        return await this.#ask(key, provider, wish);
      } catch (error) {
        const usable = isForNow(error) ? this.#cache.usable(key, minTtl) : undefined;
        if (usable === undefined) throw error;
        return usable;
      }
    });
  }

  /**
   * A newer token in place of one that a resource refused although its time was not over. However many ask, on however many
   * machines, it costs one call to the provider.
   */
  async renew(provider: string, refused: Refused, wish: TokenWish = {}): Promise<Token> {
    const key = keyOf(provider, wish);
    const newer = this.#cache.newer(key, refused);
    if (newer !== undefined) return newer;
    this.#cache.drop(key, refused);
    const { grant_id: grant, generation } = refused;
    return this.#join(`${key} ${grant} ${generation}`, () => this.#ask(key, provider, wish, generation));
  }

  /**
   * Calls a resource of the provider with a token, and once more with a newer one if the answer is 401. A body that can be
   * read only once is not sent again.
   */
  async fetch(provider: string, input: string | URL, init: RequestInit = {}, wish: TokenWish = {}): Promise<Response> {
    const token = await this.token(provider, wish);
    const answer = await this.#fetch(input, bearing(init, token));
    const isOnce = init.body instanceof ReadableStream;
    if (answer.status !== 401 || isOnce || this.#cache.isJustRenewed(keyOf(provider, wish), token)) return answer;
    await answer.body?.cancel();
    return this.#fetch(input, bearing(init, await this.renew(provider, token, wish)));
  }

  /** The accounts that are connected, at one provider or at all. */
  async grants(provider?: string): Promise<Grant[]> {
    return this.#all<Grant>('/api/v2/grants', { provider });
  }

  /** Where accounts can be connected. */
  async providers(): Promise<Provider[]> {
    return this.#all<Provider>('/api/v2/providers', {});
  }

  /** Begins a connection: the person opens the address in a browser. */
  async link(provider: string, wish: LinkWish = {}): Promise<LinkBegun> {
    return (await this.call('/api/v2/grants', { method: 'POST', body: { provider, ...wish } })) as LinkBegun;
  }

  async whoami(): Promise<WhoAmI> {
    return (await this.call('/api/whoami')) as WhoAmI;
  }

  /** Anything else of the API. @returns the body of the answer, which the caller knows */
  async call(path: string, call: Call = {}): Promise<unknown> {
    return this.#connection.call(path, call);
  }

  async #all<Item>(path: string, query: Record<string, string | undefined>): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const page = (await this.call(path, { query: { ...query, limit: 200, cursor } })) as Page<Item>;
      items.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #join(name: string, ask: () => Promise<Token>): Promise<Token> {
    const known = this.#flights.get(name);
    if (known !== undefined) return known;
    const flight = ask().finally(() => this.#flights.delete(name));
    this.#flights.set(name, flight);
    return flight;
  }

  /** @param refused the generation of a token that does not work */
  async #ask(key: string, provider: string, wish: TokenWish, refused?: number): Promise<Token> {
    const { account, scope, minTtl = 0, onBehalfOf } = wish;
    const askedAt = Date.now();
    const wanted = { min_ttl: Math.max(minTtl, USUAL_TTL), account, scope };
    const headers = onBehalfOf === undefined ? {} : { 'on-behalf-of': onBehalfOf };
    const path = `/api/v2/token/${encodeURIComponent(provider)}`;
    const token = (await this.call(
      path,
      refused === undefined
        ? { query: wanted, headers }
        : { method: 'POST', body: { ...wanted, force: true, generation: refused }, headers, repeatable: true },
    )) as Token;
    this.#cache.keep(key, token, { askedAt, minTtl, isRenewed: refused !== undefined });
    return token;
  }
}

/** The value of the `Authorization` header for a token. @throws StoreError `proof_needed` */
export function authorization({ token_type: type, access_token: token }: Token): string {
  if (type.toLowerCase() === 'dpop') {
    throw new StoreError('proof_needed', 'This token is bound to a key: each request needs a proof (docs/dpop.md).');
  }
  return `${type.toLowerCase() === 'bearer' ? 'Bearer' : type} ${token}`;
}

function bearing(init: RequestInit, token: Token): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', authorization(token));
  return { ...init, headers };
}

function keyOf(provider: string, { account, scope, onBehalfOf }: TokenWish): string {
  return JSON.stringify([provider, account, scope, onBehalfOf]);
}

/** Whether it may be better in a while. */
function isForNow(error: unknown): boolean {
  if (!(error instanceof StoreError)) return false;
  return error.code === 'unreachable' || error.status === 429 || (error.status ?? 0) >= 500;
}
