import type { Token } from './answers.ts';

interface Held {
  readonly token: Token;
  /** Milliseconds since the epoch, when it was asked for. */
  readonly askedAt: number;
  /** Seconds that it lived on from then. */
  readonly lifetime: number;
  /** Seconds that were wanted of it. */
  readonly minTtl: number;
  readonly isRenewed: boolean;
}

/** Seconds before its end from which a token is not handed out any more. */
const MARGIN = 60;
/** A token without a known end is asked for again after so many seconds: it may have been replaced. */
const WITHOUT_END = 300;
/** A token that was just renewed is not renewed again for so many seconds: whatever refuses it has another reason. */
const RENEWED_ENOUGH = 60;
const MOST = 1_000;

/** Tokens in memory, by who, what and where. */
export class TokenCache {
  readonly #held = new Map<string, Held>();

  /** One that is good for as long as is wanted, or as good as can be had. @param minTtl seconds */
  fresh(key: string, minTtl: number): Token | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    const wanted = Math.max(minTtl, MARGIN);
    // What came when as much was wanted is the best that the store has, until half of its time is over.
    const enough = minTtl <= held.minTtl ? Math.min(wanted, held.lifetime / 2) : wanted;
    return living(held, enough);
  }

  /** One that still works, for when the store does not. @param minTtl seconds */
  usable(key: string, minTtl: number): Token | undefined {
    const held = this.#held.get(key);
    return held && living(held, minTtl);
  }

  /** @param askedAt when it was asked for, milliseconds since the epoch */
  keep(key: string, token: Token, how: Pick<Held, 'askedAt' | 'minTtl' | 'isRenewed'>): void {
    const known = this.#held.get(key)?.token;
    // An answer that was overtaken by a renewal.
    if (known?.grant_id === token.grant_id && known.generation > token.generation) return;
    this.#held.delete(key);
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= MOST) this.#held.delete(oldest);
    this.#held.set(key, { token, lifetime: token.expires_in ?? WITHOUT_END, ...how });
  }

  /** A newer token than one that was refused. */
  newer(key: string, refused: Pick<Token, 'grant_id' | 'generation'>): Token | undefined {
    const held = this.#held.get(key);
    return held === undefined || isSame(held.token, refused) ? undefined : living(held, 0);
  }

  /** Whether a token is itself the outcome of a renewal just now. */
  isJustRenewed(key: string, token: Pick<Token, 'grant_id' | 'generation'>): boolean {
    const held = this.#held.get(key);
    return held !== undefined && held.isRenewed && isSame(held.token, token) && ageOf(held) < RENEWED_ENOUGH;
  }

  /** Hands a refused token out no more. */
  drop(key: string, refused: Pick<Token, 'grant_id' | 'generation'>): void {
    const held = this.#held.get(key);
    if (held !== undefined && isSame(held.token, refused)) this.#held.delete(key);
  }
}

function isSame(one: Pick<Token, 'grant_id' | 'generation'>, other: Pick<Token, 'grant_id' | 'generation'>): boolean {
  return one.grant_id === other.grant_id && one.generation <= other.generation;
}

function ageOf({ askedAt }: Held): number {
  return (Date.now() - askedAt) / 1000;
}

function living(held: Held, enough: number): Token | undefined {
  const left = held.lifetime - ageOf(held);
  if (left <= 0 || left < enough) return undefined;
  return { ...held.token, expires_in: held.token.expires_in === null ? null : Math.floor(left) };
}
