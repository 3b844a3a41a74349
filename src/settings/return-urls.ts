const MAXIMUM_LENGTH = 2048;

// Characters that some parsers drop or turn into others: a URL that contains one may lead elsewhere than it seems to.
const DECEPTIVE = /[\\\s\p{Cc}\p{Cf}]/u;

// `.` and `..` as segments, also with a parameter behind (`..;x`), which some servers cut off before they resolve it.
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:;[^/\\]*)?(?:[/\\]|$)/;

/**
 * Decides where a browser may be sent back to: the defence against open redirects. URLs are compared by parsed origin
 * and by whole segments of the path, never as text.
 */
export class ReturnUrls {
  /** Where to send whoever names no place: the URL of the service itself. */
  readonly fallback: string;
  readonly #allowed: readonly URL[];

  /**
   * @param allowed origins, and URLs whose path is a prefix of those that are allowed; http or https
   * @param fallback the URL of the service; a candidate that is a mere path is taken from its origin
   * @throws TypeError when one of them is no URL
   */
  constructor(allowed: readonly string[], fallback: string) {
    this.fallback = fallback;
    this.#allowed = allowed.map((url) => new URL(url));
  }

  allows(candidate: string): boolean {
    return this.resolve(candidate) !== undefined;
  }

  /** The absolute URL that a candidate (an absolute URL, or a path such as `/accounts?x=1`) leads to, if it may. */
  resolve(candidate: string): string | undefined {
    const url = this.#parse(candidate);
    return url && this.#allowed.some((allowed) => covers(allowed, url)) ? url.href : undefined;
  }

  #parse(candidate: string): URL | undefined {
    if (candidate.length > MAXIMUM_LENGTH || DECEPTIVE.test(candidate)) return undefined;
    const isPath = /^\/(?!\/)/.test(candidate);
    // Slashes that are missing or too many would be mended by the parser; a user name would pose as the host.
    const isAbsolute = /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(candidate);
    if (!isPath && !isAbsolute) return undefined;
    const base = new URL(this.fallback).origin;
    return URL.canParse(candidate, base) ? new URL(candidate, base) : undefined;
  }
}

function covers(allowed: URL, url: URL): boolean {
  if (allowed.origin !== url.origin) return false;
  const prefix = allowed.pathname.replace(/\/+$/, '');
  if (prefix === '') return true;
  const inside = url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
  return inside && !DOT_SEGMENT.test(decoded(url.pathname));
}

/** The path as the most eager server would read it: percent-encoding undone until nothing is left of it. */
function decoded(path: string): string {
  const once = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return once === path ? path : decoded(once);
}
