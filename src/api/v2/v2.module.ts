import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.ts';
import { CryptoModule } from '../../crypto/crypto.module.ts';
import { AuthModule } from '../../auth/auth.module.ts';
import { GrantsModule } from '../../grants/grants.module.ts';
import { DeviceModule } from '../../grants/device/device.module.ts';
import { ImportModule } from '../../grants/import/import.module.ts';
import { BeginLink } from '../../grants/link/begin-link.ts';
import { ManageGrants } from '../../grants/manage-grants.ts';
import { KeysModule } from '../../keys/keys.module.ts';
import { NotificationsModule } from '../../grants/notifications/notifications.module.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { BrowserSessions } from '../../sessions/browser-sessions.ts';
import { SessionsModule } from '../../sessions/sessions.module.ts';
import { ReturnUrls } from '../../settings/return-urls.ts';
import { DelegationModule } from '../../grants/delegation/delegation.module.ts';
import { UsersModule } from '../../users/users.module.ts';
import { AdminGrantsController } from './admin-grants.controller.ts';
import { AdminKeysController } from './admin-keys.controller.ts';
import { AdminOverviewController } from './admin-overview.controller.ts';
import { AdminProvidersController } from './admin-providers.controller.ts';
import { AdminSeriesController } from './admin-series.controller.ts';
import { AdminSessionsController } from './admin-sessions.controller.ts';
import { AdminUsersController } from './admin-users.controller.ts';
import { ApiKeysController } from './api-keys.controller.ts';
import { AuditController } from './audit.controller.ts';
import { GrantsApi, GrantsController } from './grants.controller.ts';
import { DeviceController } from './device.controller.ts';
import { ImportController } from './import.controller.ts';
import { ClientsController } from './clients.controller.ts';
import { ConsentsController } from './consents.controller.ts';
import { DelegationsController } from './delegations.controller.ts';
import { ProvidersController } from './providers.controller.ts';
import { TokenController } from './token.controller.ts';
import { WebhooksController } from './webhooks.controller.ts';

/** The API's version 2, a controller for each kind of thing. */
@Module({
  imports: [
    AuditModule,
    AuthModule,
    CryptoModule,
    UsersModule,
    DelegationModule,
    GrantsModule,
    DeviceModule,
    ImportModule,
    KeysModule,
    NotificationsModule,
    ProvidersModule,
    SessionsModule,
  ],
  controllers: [
    AdminGrantsController,
    AdminKeysController,
    AdminOverviewController,
    AdminProvidersController,
    AdminSeriesController,
    AdminSessionsController,
    AdminUsersController,
    ApiKeysController,
    AuditController,
    ClientsController,
    ConsentsController,
    DelegationsController,
    GrantsController,
    DeviceController,
    ImportController,
    ProvidersController,
    TokenController,
    WebhooksController,
  ],
  providers: [
    {
      provide: GrantsApi,
      inject: [ProviderCatalogue, ManageGrants, BeginLink, BrowserSessions, ReturnUrls],
      useFactory: (
        catalogue: ProviderCatalogue,
        manage: ManageGrants,
        beginLink: BeginLink,
        sessions: BrowserSessions,
        returnUrls: ReturnUrls,
      ) => new GrantsApi(catalogue, manage, beginLink, sessions, returnUrls),
    },
  ],
})
export class V2Module {}
