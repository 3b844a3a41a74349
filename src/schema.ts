import { FirstTables1795000000000 } from '../migrations/1795000000000-first-tables.ts';
import { Callers1795313437000 } from '../migrations/1795313437000-callers.ts';
import { ProviderMetadata1795400000000 } from '../migrations/1795400000000-provider-metadata.ts';
import { DeviceLinks1795500000000 } from '../migrations/1795500000000-device-links.ts';
import { AuditByGrant1795600000000 } from '../migrations/1795600000000-audit-by-grant.ts';
import { RefreshSeries1795700000000 } from '../migrations/1795700000000-refresh-series.ts';
import { LiveRings1795800000000 } from '../migrations/1795800000000-live-rings.ts';
import { Webhooks1796000000000 } from '../migrations/1796000000000-webhooks.ts';
import { Workshops1796200000000 } from '../migrations/1796200000000-workshops.ts';
import { ApiKeyEntity } from './api-keys/api-key.entity.ts';
import { AuditEventEntity } from './audit/audit-event.entity.ts';
import { ClientEntity } from './clients/client.entity.ts';
import { ConsentEntity } from './clients/consent.entity.ts';
import { DelegationEntity } from './clients/delegation.entity.ts';
import { KeyRingEntity } from './crypto/key-ring.entity.ts';
import type { Schema } from './database/connection.ts';
import { recorded } from './database/plugin-migrations.ts';
import { DeviceLinkEntity } from './grants/device/device-link.entity.ts';
import { GrantTokenEntity } from './grants/grant-token.entity.ts';
import { GrantEntity } from './grants/grant.entity.ts';
import { GrantImportEntity } from './grants/import/grant-import.entity.ts';
import { LinkAttemptEntity } from './grants/link/link-attempt.entity.ts';
import { HomeEntity } from './grants/refresh/home.entity.ts';
import { RefreshSeriesEntity } from './grants/series/refresh-series.entity.ts';
import { LiveRingEntity } from './keys/live-ring.entity.ts';
import type { Plugin } from './plugins/plugin.ts';
import { ClientEvidenceEntity } from './providers/client-evidence.entity.ts';
import { SessionEntity } from './sessions/session.entity.ts';
import { LocalAccountEntity } from './users/local-account.entity.ts';
import { UserEntity } from './users/user.entity.ts';
import { DeliveryEntity } from './webhooks/delivery.entity.ts';
import { ProviderOutageEntity } from './webhooks/provider-outage.entity.ts';
import { WebhookEntity } from './webhooks/webhook.entity.ts';
import { WorkshopRegistrationEntity } from './users/workshops/workshop-registration.entity.ts';
import { WorkshopEntity } from './users/workshops/workshop.entity.ts';

/** Every table of the store itself, and every migration in its order. */
export const schema: Schema = {
  entities: [
    UserEntity,
    GrantEntity,
    GrantTokenEntity,
    LinkAttemptEntity,
    SessionEntity,
    KeyRingEntity,
    ClientEvidenceEntity,
    HomeEntity,
    ApiKeyEntity,
    ClientEntity,
    DelegationEntity,
    ConsentEntity,
    AuditEventEntity,
    LocalAccountEntity,
    DeviceLinkEntity,
    GrantImportEntity,
    RefreshSeriesEntity,
    LiveRingEntity,
    WebhookEntity,
    DeliveryEntity,
    ProviderOutageEntity,
    WorkshopEntity,
    WorkshopRegistrationEntity,
  ],
  migrations: [
    FirstTables1795000000000,
    Callers1795313437000,
    ProviderMetadata1795400000000,
    DeviceLinks1795500000000,
    AuditByGrant1795600000000,
    RefreshSeries1795700000000,
    LiveRings1795800000000,
    Webhooks1796000000000,
    Workshops1796200000000,
  ],
};

/** The same with what plugins keep. Their migrations run in the order of their time, among those of the store. */
export function schemaWith(plugins: readonly Plugin[]): Schema {
  return {
    entities: [...schema.entities, ...plugins.flatMap(({ entities }) => entities)],
    migrations: [
      ...schema.migrations,
      ...plugins.flatMap(({ name, migrations }) => migrations.map((one) => recorded(name, one))),
    ],
  };
}
