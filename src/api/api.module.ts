import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { ComeBack } from '../auth/login/come-back.ts';
import { Login } from '../auth/login/login.ts';
import { FinishLink } from '../grants/callback/finish-link.ts';
import { GrantStore } from '../grants/grant.store.ts';
import { GrantsModule } from '../grants/grants.module.ts';
import { BeginLink } from '../grants/link/begin-link.ts';
import { RevokeGrant } from '../grants/revoke/revoke-grant.ts';
import { GiveToken } from '../grants/token/give-token.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';
import { ProvidersModule } from '../providers/providers.module.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { ReturnUrls } from '../settings/return-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { OAuthModule } from './oauth/oauth.module.ts';
import { RootController } from './root.controller.ts';
import { OidcController, SIGN_IN_PARTS, type SignInParts } from './session/oidc.controller.ts';
import { WhoAmIController } from './session/whoami.controller.ts';
import { FirstEdition } from './v1/first-edition.ts';
import { V10Controller } from './v1/v1-0.controller.ts';
import { V1Controller } from './v1/v1.controller.ts';
import { V2Module } from './v2/v2.module.ts';

@Module({
  imports: [AuthModule, GrantsModule, ProvidersModule, SessionsModule, OAuthModule, V2Module],
  controllers: [RootController, OidcController, WhoAmIController, V10Controller, V1Controller],
  providers: [
    {
      provide: SIGN_IN_PARTS,
      inject: [Login, ComeBack, BrowserSessions, ReturnUrls, PublicUrls, SETTINGS],
      useFactory: (
        login: Login,
        comeBack: ComeBack,
        sessions: BrowserSessions,
        returnUrls: ReturnUrls,
        urls: PublicUrls,
        { CORS_ORIGINS: allowed }: Settings,
      ): SignInParts => ({ login, comeBack, sessions, returnUrls, urls, origins: { own: urls.origin, allowed } }),
    },
    {
      provide: FirstEdition,
      inject: [
        ...[ProviderCatalogue, GrantStore, BeginLink, FinishLink, GiveToken, RevokeGrant],
        ...[BrowserSessions, PublicUrls, ReturnUrls],
      ],
      useFactory: (
        catalogue: ProviderCatalogue,
        grants: GrantStore,
        beginLink: BeginLink,
        finishLink: FinishLink,
        giveToken: GiveToken,
        revokeGrant: RevokeGrant,
        sessions: BrowserSessions,
        urls: PublicUrls,
        returnUrls: ReturnUrls,
      ) =>
        new FirstEdition({
          ...{ catalogue, grants, beginLink, finishLink, giveToken, revokeGrant },
          ...{ sessions, urls, returnUrls },
        }),
    },
  ],
})
export class ApiModule {}
