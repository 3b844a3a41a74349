import { Module } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.ts';
import { AuditModule } from '../../audit/audit.module.ts';
import { Clock } from '../../database/clock.ts';
import { Database } from '../../database/database.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { Metrics } from '../../metrics/metrics.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { AllowedAddresses } from '../../webhooks/allowed-addresses.ts';
import { Courier } from '../../webhooks/courier.ts';
import { DeliveryStore } from '../../webhooks/delivery.store.ts';
import { Outbox } from '../../webhooks/outbox.ts';
import { ProviderOutages } from '../../webhooks/provider-outages.ts';
import { Sender } from '../../webhooks/sender.ts';
import { WebhookStore } from '../../webhooks/webhook.store.ts';
import { WebhooksModule } from '../../webhooks/webhooks.module.ts';
import { GrantsModule } from '../grants.module.ts';
import { Home } from '../refresh/home.ts';
import { ManageWebhooks } from './manage-webhooks.ts';
import { tellOutages } from './tell-outages.ts';

/** Who is told of what happens to grants and providers. */
@Module({
  imports: [AuditModule, GrantsModule, ProvidersModule, WebhooksModule],
  providers: [
    {
      provide: ManageWebhooks,
      inject: [WebhookStore, DeliveryStore, Outbox, AllowedAddresses, Database, AuditLog],
      useFactory: (
        webhooks: WebhookStore,
        deliveries: DeliveryStore,
        outbox: Outbox,
        allowed: AllowedAddresses,
        database: Database,
        audit: AuditLog,
      ) => new ManageWebhooks({ webhooks, deliveries, outbox, allowed, database, audit }),
    },
    {
      provide: Courier,
      inject: [WebhookStore, DeliveryStore, Sender, Metrics, Clock, LOG, Home, AuditLog],
      useFactory: (
        webhooks: WebhookStore,
        deliveries: DeliveryStore,
        sender: Sender,
        metrics: Metrics,
        clock: Clock,
        log: Log,
        home: Home,
        audit: AuditLog,
      ) =>
        new Courier(
          { webhooks, deliveries, sender, metrics, clock, log },
          {
            mayDeliver: () => home.isHere,
            onDisabled: (id, reason) => {
              log.error(
                { webhook: id, reason },
                'a webhook is disabled, and told of nothing until it is enabled again',
              );
              audit.record({ action: 'webhook', outcome: reason, by: undefined, subject: id });
            },
          },
        ),
    },
    {
      provide: ProviderOutages,
      inject: [Database, Outbox, ProviderCatalogue, LOG],
      useFactory: (database: Database, outbox: Outbox, catalogue: ProviderCatalogue, log: Log) => {
        const outages = new ProviderOutages(database, outbox);
        tellOutages(catalogue, outages, log);
        return outages;
      },
    },
  ],
  exports: [Courier, ManageWebhooks],
})
export class NotificationsModule {}
