import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditLog } from '../audit/audit-log.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { Clock } from '../database/clock.ts';
import { LOG, type Log } from '../log/logger.ts';
import { createLoginClient } from '../providers/oauth-clients.ts';
import { OAuthClient } from '../providers/oauth-client.ts';
import { Outbound } from '../providers/outbound.ts';
import { ProvidersModule } from '../providers/providers.module.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { UserStore } from '../users/user.store.ts';
import { UsersModule } from '../users/users.module.ts';
import { AccessGuard } from './access.guard.ts';
import type { Authenticator } from './authenticator.ts';
import { AccessTokens } from './bearer/access-tokens.ts';
import { BearerAuthenticator } from './bearer/bearer-authenticator.ts';
import { Identity } from './identity.ts';
import { Login } from './login/login.ts';
import { SessionAuthenticator } from './session-authenticator.ts';

/** The authenticators, in the order in which they are asked. */
const AUTHENTICATORS = Symbol('authenticators');
/** The {@link OAuthClient} of the login issuer. */
const LOGIN_CLIENT = Symbol('login client');

@Module({
  imports: [AuditModule, ProvidersModule, SessionsModule, UsersModule],
  providers: [
    {
      provide: Identity,
      inject: [UserStore, SETTINGS],
      useFactory: (users: UserStore, settings: Settings) =>
        new Identity(
          users,
          { userId: settings.OIDC_USER_ID_CLAIM, roles: settings.OIDC_ROLES_CLAIM },
          { admin: settings.ADMIN_ROLES, actAs: settings.SERVICE_ROLES },
        ),
    },
    {
      provide: LOGIN_CLIENT,
      inject: [SETTINGS, Outbound, Clock],
      useFactory: (settings: Settings, outbound: Outbound, clock: Clock) =>
        createLoginClient(settings, outbound, clock),
    },
    {
      provide: Login,
      inject: [LOGIN_CLIENT, Identity, PublicUrls, AuditLog, Clock, LOG, SETTINGS],
      useFactory: (
        issuer: OAuthClient,
        identity: Identity,
        urls: PublicUrls,
        audit: AuditLog,
        clock: Clock,
        log: Log,
        settings: Settings,
      ) => new Login({ issuer, identity, urls, audit, clock, log }, { scope: settings.OIDC_SCOPE }),
    },
    {
      provide: AUTHENTICATORS,
      inject: [LOGIN_CLIENT, Identity, BrowserSessions, PublicUrls, Outbound, LOG, SETTINGS],
      useFactory: (
        issuer: OAuthClient,
        identity: Identity,
        sessions: BrowserSessions,
        urls: PublicUrls,
        outbound: Outbound,
        log: Log,
        settings: Settings,
      ): Authenticator[] => {
        const rules = { clientId: settings.OIDC_CLIENT_ID, audiences: settings.OIDC_AUDIENCE };
        const origins = { own: urls.origin, allowed: settings.CORS_ORIGINS };
        return [
          new BearerAuthenticator(new AccessTokens(issuer, rules, outbound, log), identity),
          new SessionAuthenticator(sessions, identity, origins),
        ];
      },
    },
    {
      provide: APP_GUARD,
      inject: [AUTHENTICATORS],
      useFactory: (authenticators: Authenticator[]) => new AccessGuard(authenticators),
    },
  ],
  exports: [Login, SessionsModule],
})
export class AuthModule {}
