import { readFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { CryptoModule } from '../crypto/crypto.module.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { AllowedAddresses } from './allowed-addresses.ts';
import { DeliveryStore } from './delivery.store.ts';
import { Outbox } from './outbox.ts';
import { Sender } from './sender.ts';
import { WebhookStore } from './webhook.store.ts';

@Module({
  imports: [CryptoModule],
  providers: [
    { provide: Outbox, inject: [Database], useFactory: (database: Database) => new Outbox(database) },
    {
      provide: WebhookStore,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new WebhookStore(database, ring),
    },
    { provide: DeliveryStore, inject: [Database], useFactory: (database: Database) => new DeliveryStore(database) },
    {
      provide: AllowedAddresses,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new AllowedAddresses(settings.WEBHOOK_ALLOWED_NETWORKS),
    },
    {
      provide: Sender,
      inject: [SETTINGS, AllowedAddresses, Clock],
      useFactory: async ({ CA_CERTS }: Settings, allowed: AllowedAddresses, clock: Clock) =>
        new Sender(allowed, CA_CERTS === undefined ? [] : [await readFile(CA_CERTS, 'utf8')], clock),
    },
  ],
  exports: [AllowedAddresses, DeliveryStore, Outbox, Sender, WebhookStore],
})
export class WebhooksModule {}
