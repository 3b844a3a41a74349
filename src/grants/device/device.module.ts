import { Module } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.ts';
import { AuditModule } from '../../audit/audit.module.ts';
import { CryptoModule } from '../../crypto/crypto.module.ts';
import { KeyRing } from '../../crypto/key-ring.ts';
import { Database } from '../../database/database.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { KeepLink } from '../callback/keep-link.ts';
import { GrantsModule } from '../grants.module.ts';
import { Home } from '../refresh/home.ts';
import { BeginDeviceLink } from './begin-device-link.ts';
import { DeviceLinkStore } from './device-link.store.ts';
import { DevicePoller } from './device-poller.ts';

@Module({
  imports: [AuditModule, CryptoModule, GrantsModule, ProvidersModule],
  providers: [
    {
      provide: DeviceLinkStore,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new DeviceLinkStore(database, ring),
    },
    {
      provide: BeginDeviceLink,
      inject: [DeviceLinkStore, Home, AuditLog],
      useFactory: (store: DeviceLinkStore, home: Home, audit: AuditLog) => new BeginDeviceLink(store, home, audit),
    },
    {
      provide: DevicePoller,
      inject: [DeviceLinkStore, KeepLink, ProviderCatalogue, Home, AuditLog, LOG],
      useFactory: (
        store: DeviceLinkStore,
        keepLink: KeepLink,
        catalogue: ProviderCatalogue,
        home: Home,
        audit: AuditLog,
        log: Log,
      ) => new DevicePoller({ store, keepLink, catalogue, home, audit, log }),
    },
  ],
  exports: [BeginDeviceLink, DevicePoller],
})
export class DeviceModule {}
