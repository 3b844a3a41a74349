import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../problem/problem.ts';
import type { BrowserSessions } from '../../sessions/browser-sessions.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import { originOf } from '../authenticator.ts';
import { queryOf } from '../query.ts';
import { wantsPage } from '../wants-page.ts';
import type { Login } from './login.ts';

/** A browser at the redirect URI: back from the login issuer, signed in here, and on to where the person wanted to go. */
export class ComeBack {
  private readonly login: Login;
  private readonly sessions: BrowserSessions;
  private readonly urls: PublicUrls;

  constructor(login: Login, sessions: BrowserSessions, urls: PublicUrls) {
    this.login = login;
    this.sessions = sessions;
    this.urls = urls;
  }

  /** @throws what {@link Login.finish} does, for the filter of signing in */
  async finish(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const session = await this.sessions.open(request, reply);
    try {
      await reply.redirect(await this.login.finish(session, queryOf(request), originOf(request)), 302);
    } catch (error) {
      const isLost = error instanceof Problem && error.code === 'state_invalid';
      // Another tab signed in first, or this one did, and the person went back: they have what they wanted.
      if (!isLost || session.data.userId === undefined || !wantsPage(request)) throw error;
      await reply.redirect(this.urls.base, 302);
    }
  }
}
