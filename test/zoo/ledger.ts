import { randomBytes } from 'node:crypto';

/** Why a server turns something down. How it says so on the wire is each family's own. */
export type Reason =
  | 'client'
  | 'secret'
  | 'code'
  | 'redirect_uri'
  | 'verifier'
  | 'refresh_token'
  | 'grant_type'
  | 'token'
  | 'request'
  | 'scope'
  | 'throttled'
  | 'pending'
  | 'slow_down'
  | 'denied'
  | 'expired';

export class Refusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Time at the provider: the real one, and what a test has added to it. */
export class Clock {
  #ahead = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  forward(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}

export interface Person {
  /** Digits, for many providers count their people. */
  id: string;
  name: string;
  email: string;
}

/** What a person gave a client, once. */
export interface Grant {
  readonly person: Person;
  readonly scope: readonly string[];
  /** What the authorization request said besides. */
  readonly asked: URLSearchParams;
  /** Whether it is to outlive the first access token. */
  readonly offline: boolean;
  alive: boolean;
}

export interface Token {
  readonly value: string;
  readonly kind: 'access' | 'refresh';
  readonly grant: Grant;
  readonly scope: readonly string[];
  readonly issuedAt: number;
  /** Milliseconds since 1970; Infinity for a token without an end. */
  expiresAt: number;
  state: 'live' | 'spent' | 'revoked';
  spentAt: number;
}

export interface TokenForm {
  /** What its kind begins with at this provider. */
  prefix?: string;
  /** Seconds; for ever when not given. */
  lifetime?: number;
  /** Default: that of the grant. */
  scope?: readonly string[];
}

/** All that a provider remembers. */
export class Ledger {
  readonly grants: Grant[] = [];
  readonly tokens: Token[] = [];
  readonly #codes = new Map<string, { grant: Grant; used: boolean }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A grant without a code: of a device. */
  grant(grant: Omit<Grant, 'alive'>): Grant {
    const opened = { ...grant, alive: true };
    this.grants.push(opened);
    return opened;
  }

  /** A grant to be, and the code that stands for it. */
  open(grant: Omit<Grant, 'alive'>, code = secret('')): string {
    this.#codes.set(code, { grant: this.grant(grant), used: false });
    return code;
  }

  /** The grant of a code, which is good for one use. */
  redeem(code: string): Grant {
    const entry = this.#codes.get(code);
    if (!entry || entry.used || !entry.grant.alive) throw new Refusal('code');
    entry.used = true;
    return entry.grant;
  }

  /** The grant of a code, which stays good. */
  grantOf(code: string): Grant | undefined {
    return this.#codes.get(code)?.grant;
  }

  access(grant: Grant, form: TokenForm = {}): Token {
    return this.#issue('access', grant, form);
  }

  refresh(grant: Grant, form: TokenForm = {}): Token {
    return this.#issue('refresh', grant, form);
  }

  /** A refresh token that would be taken; also one spent less than `reuseWindow` seconds ago. */
  refreshToken(value: string | null, { reuseWindow = 0 } = {}): Token {
    const token = this.#usable('refresh', value);
    const sinceSpent = this.#clock.now() - (token?.spentAt ?? 0);
    if (!token || (token.state === 'spent' && sinceSpent >= reuseWindow * 1000)) throw new Refusal('refresh_token');
    return token;
  }

  accessToken(value: string | null): Token {
    const token = this.#usable('access', value);
    if (token?.state !== 'live') throw new Refusal('token');
    return token;
  }

  spend(token: Token): void {
    if (token.state === 'spent') return;
    token.state = 'spent';
    token.spentAt = this.#clock.now();
  }

  /** Any token that is not revoked or expired, whatever its kind; for a revocation endpoint. */
  find(value: string | null): Token | undefined {
    return this.#usable('access', value) ?? this.#usable('refresh', value);
  }

  revokeTokens(grant: Grant, kinds: readonly Token['kind'][] = ['access', 'refresh']): void {
    for (const token of this.tokens) if (token.grant === grant && kinds.includes(token.kind)) token.state = 'revoked';
  }

  revoke(grant: Grant): void {
    grant.alive = false;
    this.revokeTokens(grant);
  }

  /** What has become of a token. */
  stateOf(value: string | undefined): Token['state'] | 'expired' | 'unknown' {
    const token = this.tokens.find((one) => one.value === value);
    if (!token) return 'unknown';
    return token.state === 'live' && token.expiresAt <= this.#clock.now() ? 'expired' : token.state;
  }

  /** Values of the tokens that would be taken. */
  live(kind: Token['kind']): string[] {
    return this.tokens
      .filter((one) => one.kind === kind && this.stateOf(one.value) === 'live')
      .map(({ value }) => value);
  }

  #usable(kind: Token['kind'], value: string | null): Token | undefined {
    const token = this.tokens.find((one) => one.kind === kind && one.value === value);
    const gone = !token?.grant.alive || token.state === 'revoked' || token.expiresAt <= this.#clock.now();
    return gone ? undefined : token;
  }

  #issue(
    kind: Token['kind'],
    grant: Grant,
    { prefix = '', lifetime = Infinity, scope = grant.scope }: TokenForm,
  ): Token {
    const issuedAt = this.#clock.now();
    const token: Token = {
      value: secret(prefix),
      kind,
      grant,
      scope,
      issuedAt,
      expiresAt: issuedAt + lifetime * 1000,
      state: 'live',
      spentAt: 0,
    };
    this.tokens.push(token);
    return token;
  }
}

export function secret(prefix: string): string {
  return prefix + randomBytes(18).toString('base64url');
}
