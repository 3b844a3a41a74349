import { Module } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.ts';
import { AuditModule } from '../../audit/audit.module.ts';
import { CryptoModule } from '../../crypto/crypto.module.ts';
import { KeyRing } from '../../crypto/key-ring.ts';
import { Clock } from '../../database/clock.ts';
import { Database } from '../../database/database.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import { LOGIN_CLIENT } from '../../providers/oauth-clients.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { SETTINGS, type Settings } from '../../settings/settings.ts';
import { UserStore } from '../../users/user.store.ts';
import { UsersModule } from '../../users/users.module.ts';
import { GrantEvents } from '../events.ts';
import { GrantStore } from '../grant.store.ts';
import { GrantsModule } from '../grants.module.ts';
import { loginIssuerOf } from '../login-issuer.ts';
import { Home } from '../refresh/home.ts';
import { Refresher } from '../refresh/refresher.ts';
import { GrantVault } from '../vault.ts';
import { ImportGrant } from './import-grant.ts';
import { ImportStore } from './import.store.ts';

@Module({
  imports: [AuditModule, CryptoModule, GrantsModule, ProvidersModule, UsersModule],
  providers: [
    {
      provide: ImportStore,
      inject: [Database, KeyRing, GrantEvents],
      useFactory: (database: Database, ring: KeyRing, events: GrantEvents) =>
        new ImportStore(database, new GrantVault(ring), events),
    },
    {
      provide: ImportGrant,
      inject: [
        ...[ImportStore, GrantStore, Refresher, Home, ProviderCatalogue, UserStore, LOGIN_CLIENT],
        ...[AuditLog, Clock, LOG, SETTINGS],
      ],
      useFactory: (
        store: ImportStore,
        grants: GrantStore,
        refresher: Refresher,
        home: Home,
        catalogue: ProviderCatalogue,
        users: UserStore,
        login: OAuthClient | undefined,
        audit: AuditLog,
        clock: Clock,
        log: Log,
        { jupyterhub }: Settings,
      ) =>
        new ImportGrant({
          ...{ store, grants, refresher, home, catalogue, users, loginIssuer: loginIssuerOf(login, jupyterhub) },
          ...{ audit, clock, log },
        }),
    },
  ],
  exports: [ImportGrant],
})
export class ImportModule {}
