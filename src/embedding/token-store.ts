import type { IncomingMessage } from 'node:http';
import type { ClaimRules } from '../auth/bearer/claim-rules.ts';
import { Problem } from '../problem/problem.ts';
import type { OpenService } from '../server/store-service.ts';
import { listen } from '../server/store-service.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import type { Settings } from '../settings/settings.ts';
import type { HostDoor } from './host-door.ts';
import type { Mount } from './mount.ts';
import { Refused } from './refused.ts';
import { userOf, type SignedInUser } from './signed-in-user.ts';
import { rawOf, visitOf, type HostRequest, type HostResponse, type Visit } from './visit.ts';

/** As Express and its like call a handler; without `next` the handler is the last. */
export type Next = (error?: unknown) => void;
export type Handler = (request: HostRequest, response: HostResponse, next?: Next) => void;

export interface TokenStoreParts {
  service: OpenService;
  settings: Settings;
  door: HostDoor;
  mount: Mount;
}

/** A token store within another application. */
export class TokenStore {
  /** `BASE_URL`. */
  readonly baseUrl: string;
  private readonly service: OpenService;
  private readonly settings: Settings;
  private readonly door: HostDoor;
  private readonly mount: Mount;
  private readonly prefix: string;

  constructor({ service, settings, door, mount }: TokenStoreParts) {
    this.service = service;
    this.settings = settings;
    this.door = door;
    this.mount = mount;
    this.baseUrl = settings.BASE_URL;
    this.prefix = new PublicUrls(settings.BASE_URL).prefix;
  }

  /**
   * Answers what lies below the path of the store, and holds the rules of `require` for all else: `app.use(store.handle)`, or
   * `createServer((request, response) => store.handle(request, response, () => …))`. Nothing may have read the body before.
   */
  readonly handle: Handler = (request, response, next) => {
    this.answer(visitOf(request, response), next);
  };

  /** @param hijack is called before anything is answered here */
  answer(visit: Visit, next: Next | undefined, hijack?: () => void): void {
    void this.take(visit, hijack).then(
      (isTaken) => {
        if (isTaken) return;
        if (next === undefined)
          this.door.refused(new Problem('not_found', 'There is nothing here.'), visit).send(visit.response);
        else next();
      },
      (error: unknown) => this.fail(error, visit, next),
    );
  }

  /** Lets signed-in users pass, as `handle` does by path: `app.get('/reports', store.loginRequired({ groups: 'ops' }), …)`. */
  loginRequired(claims: ClaimRules = {}): (request: HostRequest, response: HostResponse, next: Next) => void {
    return (request, response, next) => {
      const visit = visitOf(request, response);
      this.door.admit(visit, [claims]).then(
        () => next(),
        (error: unknown) => this.fail(error, visit, next),
      );
    };
  }

  /** The user whom `loginRequired` or a rule let in with this request. */
  currentUser(request: HostRequest): SignedInUser | undefined {
    return userOf(rawOf(request));
  }

  /**
   * The same for frameworks that have a promise of whether to go on. @param hijack tells the framework that we answer
   * @returns whether the request is answered here
   */
  async take(visit: Visit, hijack: () => void = () => undefined): Promise<boolean> {
    const below = this.mount.below(visit.url);
    if (below !== undefined) {
      hijack();
      this.serve(visit, below);
      return true;
    }
    try {
      await this.door.check(visit);
      return false;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      hijack();
      error.send(visit.response);
      return true;
    }
  }

  /** @throws Refused */
  async admit(request: HostRequest, response: HostResponse, claims: ClaimRules): Promise<SignedInUser> {
    return this.door.admit(visitOf(request, response), [claims]);
  }

  /** Listens by itself, at `HOST` and `PORT` or another port. @returns the address  @throws StartupError */
  async listen(port?: number): Promise<string> {
    return listen(this.service, this.settings, port);
  }

  /** Ends the store, after the application has stopped listening: refreshes under way are kept. */
  async close(): Promise<void> {
    await this.service.stop();
  }

  private serve({ raw, response, url }: Visit, below: string): void {
    if (isRead(raw)) {
      // It would wait for ever for a body that is gone.
      const cause = new Error('a body parser runs before the token store: mount the store first');
      this.door
        .refused(new Problem('internal', 'The request was read by another.', { cause }), { raw, url })
        .send(response);
      return;
    }
    // Whom the application lets read its own answers need not be let read ours: CORS_ORIGINS says.
    for (const name of response.getHeaderNames()) if (name.startsWith('access-control-')) response.removeHeader(name);
    // The store takes its prefix away again, once.
    raw.url = this.prefix + below;
    this.service.app.getHttpServer().emit('request', raw, response);
  }

  private fail(error: unknown, { response }: Visit, next: Next | undefined): void {
    if (error instanceof Refused) error.send(response);
    else if (next !== undefined) next(error);
    else response.destroy(error instanceof Error ? error : undefined);
  }
}

function isRead({ headers, readableDidRead }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return hasBody && readableDidRead;
}
