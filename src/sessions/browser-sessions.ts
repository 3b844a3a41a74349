import { promisify } from 'node:util';
import session, { type SessionData, type Store } from 'express-session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digest } from '../crypto/hashing.ts';

/** A login that was begun and not yet finished, by the digest of its `state`. */
export interface LoginAttempt {
  verifier: string;
  nonce: string;
  returnUrl: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

declare module 'express-session' {
  interface SessionData {
    userId: string;
    claims: Record<string, unknown>;
    /** For the `id_token_hint` of a logout. */
    idToken: string;
    logins: Record<string, LoginAttempt>;
  }
}

export interface CookieOptions {
  /** As configured; a `__Host-` or `__Secure-` in front is added here. */
  name: string;
  /** `SESSION_COOKIE_PATH`, else the path of `BASE_URL`, `/` at the root. */
  path: string;
  /** Whether `BASE_URL` is https. */
  secure: boolean;
  /** Milliseconds. */
  idle: number;
  /** First signs, all verify. Another may come to sign while the process runs. */
  secrets: () => string[];
}

type SessionRequest = FastifyRequest['raw'] & { session: session.Session & Partial<SessionData> };

/** One browser's session during one request. What is set in `data` is kept when the response ends. */
export class BrowserSession {
  private readonly request: SessionRequest;

  constructor(request: SessionRequest) {
    this.request = request;
  }

  /** Names this session in other tables; the id itself stays in the cookie. */
  get digest(): string {
    return digest(this.request.session.id);
  }

  get data(): Partial<SessionData> {
    return this.request.session;
  }

  /** A new id with empty data, and the old one gone: at sign-in, against fixation. */
  async regenerate(): Promise<void> {
    const { session } = this.request;
    await promisify(session.regenerate.bind(session) as (done: (error: unknown) => void) => void)();
  }

  /** Keeps the data now, so that the person is told when that does not work. */
  async save(): Promise<void> {
    const { session } = this.request;
    await promisify(session.save.bind(session) as (done: (error: unknown) => void) => void)();
  }

  async destroy(): Promise<void> {
    const { session } = this.request;
    await promisify(session.destroy.bind(session) as (done: (error: unknown) => void) => void)();
  }
}

/** Server-side sessions by `express-session`, run for the requests that need one and for no other. */
export class BrowserSessions {
  readonly cookieName: string;
  private readonly options: CookieOptions;
  private readonly store: Store;
  private readonly opened = new WeakMap<FastifyRequest['raw'], SessionRequest>();
  private made: { signs: string | undefined; middleware: ReturnType<typeof session> } | undefined;

  constructor(options: CookieOptions, store: Store) {
    this.options = options;
    this.store = store;
    const prefix = options.secure ? (options.path === '/' ? '__Host-' : '__Secure-') : '';
    this.cookieName = prefix + options.name;
  }

  /** Whether the request bears our cookie, good or not. */
  hasCookie(request: Pick<FastifyRequest, 'headers'>): boolean {
    const header = request.headers.cookie ?? '';
    return header.split(';').some((pair) => pair.trim().startsWith(`${this.cookieName}=`));
  }

  /** The request's session, a new and empty one if need be; it is stored once something is set in it. */
  async open({ raw }: Pick<FastifyRequest, 'raw'>, reply: Pick<FastifyReply, 'raw'>): Promise<BrowserSession> {
    const known = this.opened.get(raw);
    if (known !== undefined) return new BrowserSession(known);
    const own = this.ownRequest(raw);
    await this.run(own, reply);
    this.opened.set(raw, own);
    return new BrowserSession(own);
  }

  /** The request as the middleware shall see it. What an application that embeds us keeps on its own is no session of ours. */
  private ownRequest(raw: FastifyRequest['raw']): SessionRequest {
    const own = (value: unknown): PropertyDescriptor => ({
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    return Object.create(raw, {
      ...{ session: own(undefined), sessionID: own(undefined), sessionStore: own(undefined) },
      ...{ signedCookies: own(undefined), cookies: own(undefined), secret: own(undefined) },
      // Behind a proxy that ends TLS the socket is plain; what counts is the address that people use.
      secure: own(this.options.secure),
      // And one that strips the path prefix hides what the cookie's path is compared with.
      originalUrl: own(this.options.path),
    }) as SessionRequest;
  }

  private async run(request: SessionRequest, reply: Pick<FastifyReply, 'raw'>): Promise<void> {
    const secrets = this.options.secrets();
    const [signs] = secrets;
    const made = this.made?.signs === signs ? this.made : undefined;
    const { middleware } = (this.made = made ?? { signs, middleware: this.createMiddleware(secrets) });
    await new Promise<void>((resolve, reject) => {
      middleware(request as Parameters<typeof middleware>[0], reply.raw as Parameters<typeof middleware>[1], (error) =>
        error === undefined || error === null
          ? resolve()
          : reject(error instanceof Error ? error : new Error('session')),
      );
    });
  }

  private createMiddleware(secrets: string[]): ReturnType<typeof session> {
    const { path, secure, idle } = this.options;
    return session({
      name: this.cookieName,
      secret: secrets,
      store: this.store,
      resave: false,
      rolling: true,
      saveUninitialized: false,
      unset: 'destroy',
      cookie: { path, secure, httpOnly: true, sameSite: 'lax', maxAge: idle },
    });
  }
}
