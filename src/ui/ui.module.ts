import { Global, Module } from '@nestjs/common';
import { AuthModule, LOCAL_LOGIN } from '../auth/auth.module.ts';
import type { LocalLogin } from '../auth/login/local-login.ts';
import { Consents } from '../grants/delegation/consents.ts';
import { DelegationModule } from '../grants/delegation/delegation.module.ts';
import { ProvidersModule } from '../providers/providers.module.ts';
import { PROBLEM_PAGES } from '../problem/problem-pages.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { ReturnUrls } from '../settings/return-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { AppController } from './app.controller.ts';
import { CONSENT_PAGE_PARTS, ConsentController, type ConsentPageParts } from './consent.controller.ts';
import { LOGIN_PAGE_PARTS, LoginController, type LoginPageParts } from './login.controller.ts';
import { MonogramController } from './monogram.controller.ts';
import { PeopleProblems } from './people-problems.ts';
import { StyleController } from './style.controller.ts';

/** The app of signed-in people, and the pages that the server writes: signing in, consent. */
@Global()
@Module({
  imports: [AuthModule, DelegationModule, ProvidersModule],
  controllers: [AppController, ConsentController, LoginController, MonogramController, StyleController],
  providers: [
    { provide: PROBLEM_PAGES, useClass: PeopleProblems },
    {
      provide: CONSENT_PAGE_PARTS,
      inject: [Consents, ReturnUrls, PublicUrls],
      useFactory: (consents: Consents, returnUrls: ReturnUrls, urls: PublicUrls): ConsentPageParts => ({
        consents,
        returnUrls,
        urls,
      }),
    },
    {
      provide: LOGIN_PAGE_PARTS,
      inject: [LOCAL_LOGIN, BrowserSessions, ReturnUrls, PublicUrls, SETTINGS],
      useFactory: (
        localLogin: LocalLogin | undefined,
        sessions: BrowserSessions,
        returnUrls: ReturnUrls,
        urls: PublicUrls,
        { OIDC_DISCOVERY_URL, jupyterhub }: Settings,
      ): LoginPageParts => {
        const issuer = jupyterhub?.url ?? OIDC_DISCOVERY_URL;
        const issuerHost = issuer === undefined ? undefined : new URL(issuer).host;
        return { localLogin, sessions, returnUrls, urls, issuerHost };
      },
    },
  ],
  exports: [PROBLEM_PAGES],
})
export class UiModule {}
