import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiKeyStore } from '../api-keys/api-key.store.ts';
import { ApiKeysModule } from '../api-keys/api-keys.module.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { ClientDirectory } from '../clients/client-directory.ts';
import { ClientsModule } from '../clients/clients.module.ts';
import { Clock } from '../database/clock.ts';
import { LastUse } from '../database/last-use.ts';
import { Limits } from '../limits/limits.ts';
import { LimitsModule } from '../limits/limits.module.ts';
import { LOG, type Log } from '../log/logger.ts';
import { LOGIN_CLIENT } from '../providers/oauth-clients.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';
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
import { ApiKeyAuthenticator } from './api-key/api-key-authenticator.ts';
import { ManageKeys } from './api-key/manage-keys.ts';
import type { Authenticator } from './authenticator.ts';
import { AccessTokens } from './bearer/access-tokens.ts';
import { BearerAuthenticator } from './bearer/bearer-authenticator.ts';
import { BearerModule } from './bearer/bearer.module.ts';
import { TrustedIssuers } from './bearer/trusted-issuers.ts';
import { Identity } from './identity.ts';
import { createHub, HUB, type Hub } from './jupyterhub/hub.ts';
import { SHARED_ORIGIN_SCOPES } from './jupyterhub/shared-origin.ts';
import { BasicAuthenticator } from './local/basic-authenticator.ts';
import type { LocalAccounts } from './local/local-accounts.ts';
import { LOCAL_ACCOUNTS, LocalModule } from './local/local.module.ts';
import { ComeBack } from './login/come-back.ts';
import { LocalLogin } from './login/local-login.ts';
import { Login } from './login/login.ts';
import { OidcIssuer } from './login/oidc-issuer.ts';
import { SessionAuthenticator } from './session-authenticator.ts';

/** The authenticators, in the order in which they are asked. */
const AUTHENTICATORS = Symbol('authenticators');
/** {@link LocalLogin}, or `undefined` without `LOCAL_ACCOUNTS`. */
export const LOCAL_LOGIN = Symbol('local login');

@Module({
  imports: [
    ...[ApiKeysModule, AuditModule, ClientsModule, LimitsModule, ProvidersModule, SessionsModule, UsersModule],
    ...[BearerModule, LocalModule],
  ],
  providers: [
    {
      provide: Identity,
      inject: [UserStore, SETTINGS],
      useFactory: (users: UserStore, settings: Settings) =>
        new Identity(
          users,
          { userId: settings.OIDC_USER_ID_CLAIM, roles: settings.OIDC_ROLES_CLAIM },
          { admin: settings.ADMIN_ROLES, actAs: settings.SERVICE_ROLES },
          settings.plugins.flatMap(({ scopes }) => scopes),
        ),
    },
    {
      provide: Login,
      inject: [LOGIN_CLIENT, HUB, Identity, PublicUrls, AuditLog, Clock, LOG, SETTINGS],
      useFactory: (
        client: OAuthClient | undefined,
        hub: Hub | undefined,
        identity: Identity,
        urls: PublicUrls,
        audit: AuditLog,
        clock: Clock,
        log: Log,
        { OIDC_SCOPE: scope, LOCAL_ACCOUNTS: hasLocalAccounts }: Settings,
      ) => {
        const issuer = hub?.issuer ?? (client && new OidcIssuer({ client, identity, urls, log }, scope));
        return new Login({ issuer, identity, urls, audit, clock, log }, hasLocalAccounts);
      },
    },
    {
      provide: ComeBack,
      inject: [Login, BrowserSessions, PublicUrls],
      useFactory: (login: Login, sessions: BrowserSessions, urls: PublicUrls) => new ComeBack(login, sessions, urls),
    },
    {
      provide: HUB,
      inject: [Identity, ClientDirectory, PublicUrls, Outbound, Clock, LOG, SETTINGS],
      useFactory: (
        identity: Identity,
        clients: ClientDirectory,
        urls: PublicUrls,
        outbound: Outbound,
        clock: Clock,
        log: Log,
        { jupyterhub, OIDC_DISCOVERY_URL, OIDC_INTROSPECTION }: Settings,
      ): Hub | undefined => {
        const isIntrospecting = OIDC_DISCOVERY_URL !== undefined && OIDC_INTROSPECTION !== 'never';
        return jupyterhub && createHub(jupyterhub, { identity, clients, urls, outbound, clock, log }, !isIntrospecting);
      },
    },
    {
      provide: LOCAL_LOGIN,
      inject: [LOCAL_ACCOUNTS, Identity, Limits, AuditLog],
      useFactory: (accounts: LocalAccounts | undefined, identity: Identity, limits: Limits, audit: AuditLog) =>
        accounts && new LocalLogin({ accounts, identity, limits, audit }),
    },
    {
      provide: ApiKeyAuthenticator,
      inject: [ApiKeyStore, Identity, ClientDirectory, LastUse],
      useFactory: (keys: ApiKeyStore, identity: Identity, clients: ClientDirectory, lastUse: LastUse) =>
        new ApiKeyAuthenticator({ keys, identity, clients, lastUse }),
    },
    {
      provide: ManageKeys,
      inject: [ApiKeyStore, Identity, ClientDirectory, ProviderCatalogue, AuditLog],
      useFactory: (
        keys: ApiKeyStore,
        identity: Identity,
        clients: ClientDirectory,
        catalogue: ProviderCatalogue,
        audit: AuditLog,
      ) => new ManageKeys({ keys, identity, clients, catalogue, audit }),
    },
    {
      provide: AUTHENTICATORS,
      inject: [
        ...[ApiKeyAuthenticator, HUB, BearerAuthenticator, SessionAuthenticator, LOCAL_ACCOUNTS],
        ...[Identity, AuditLog],
      ],
      useFactory: (
        apiKeys: ApiKeyAuthenticator,
        hub: Hub | undefined,
        bearers: BearerAuthenticator,
        browsers: SessionAuthenticator,
        accounts: LocalAccounts | undefined,
        identity: Identity,
        audit: AuditLog,
      ): Authenticator[] => [
        apiKeys,
        ...(hub === undefined ? [] : [hub.authenticator]),
        bearers,
        ...(accounts === undefined ? [] : [new BasicAuthenticator({ accounts, identity, audit })]),
        browsers,
      ],
    },
    {
      provide: BearerAuthenticator,
      inject: [AccessTokens, TrustedIssuers, ClientDirectory, Identity, LOG],
      useFactory: (
        tokens: AccessTokens,
        trusted: TrustedIssuers,
        clients: ClientDirectory,
        identity: Identity,
        log: Log,
      ) => new BearerAuthenticator({ tokens, trusted, clients, identity, log }),
    },
    {
      provide: SessionAuthenticator,
      inject: [BrowserSessions, Identity, PublicUrls, SETTINGS],
      useFactory: (sessions: BrowserSessions, identity: Identity, urls: PublicUrls, settings: Settings) =>
        new SessionAuthenticator(sessions, identity, {
          origins: { own: urls.origin, allowed: settings.CORS_ORIGINS },
          scopes: settings.jupyterhub?.isOriginShared === true ? SHARED_ORIGIN_SCOPES : undefined,
        }),
    },
    {
      provide: AccessGuard,
      inject: [AUTHENTICATORS, Limits],
      useFactory: (authenticators: Authenticator[], limits: Limits) => new AccessGuard(authenticators, limits),
    },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [
    ...[ApiKeyAuthenticator, BearerAuthenticator, BearerModule, ComeBack, Identity],
    ...[LOCAL_LOGIN, Login, ManageKeys, SessionsModule],
  ],
})
export class AuthModule {}
