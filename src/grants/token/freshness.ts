/** A stored access token, as the read path sees it. Milliseconds. */
export interface Freshness {
  /** `null`: no expiry known. */
  remaining: number | null;
  lifetime: number;
}

export interface Margins {
  /** What the caller asked for; `half-life` is half the token's lifetime, whatever it is. */
  minTtl: number | 'half-life';
  /** The provider's `MIN_TTL`. */
  floor: number;
  /** The provider's `REFRESH_MARGIN`. */
  margin: number;
  /** A refresh ends the old access token at once: none is begun before it must be. */
  refreshKillsAccess: boolean;
}

/** `serve` the stored token; serve it and `renew` in the background; or `wait` for a refresh. */
export type Choice = 'serve' | 'renew' | 'wait';

const SOFT_SHARE = 0.2;

/** The table of refresh.md, "Serving". */
export function weigh({ remaining, lifetime }: Freshness, margins: Margins): Choice {
  if (remaining === null) return 'serve';
  const half = lifetime / 2;
  const wanted = margins.minTtl === 'half-life' ? half : margins.minTtl;
  const floor = Math.min(Math.max(wanted, margins.floor), half);
  if (remaining < floor || remaining <= 0) return 'wait';
  const soft = margins.refreshKillsAccess ? floor : Math.max(floor, Math.min(margins.margin, lifetime * SOFT_SHARE));
  return remaining < soft ? 'renew' : 'serve';
}
