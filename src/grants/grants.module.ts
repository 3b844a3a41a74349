import { Module } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { CryptoModule } from '../crypto/crypto.module.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { LastUse } from '../database/last-use.ts';
import { LOG, type Log } from '../log/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { ClientEvidence } from '../providers/client-evidence.ts';
import { ProviderCatalogue } from '../providers/catalogue.ts';
import { ProvidersModule } from '../providers/providers.module.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { Outbox } from '../webhooks/outbox.ts';
import { WebhooksModule } from '../webhooks/webhooks.module.ts';
import { auditEvents } from './admin/audit-events.ts';
import { grantMetrics } from './admin/grant-metrics.ts';
import { GrantOverview } from './admin/grant-overview.ts';
import { FinishLink } from './callback/finish-link.ts';
import { KeepLink } from './callback/keep-link.ts';
import { DelegationModule } from './delegation/delegation.module.ts';
import { Delegations } from './delegation/delegations.ts';
import { GrantStore } from './grant.store.ts';
import { GrantEvents } from './events.ts';
import { GRANT_PORTS, type GrantPorts } from './grant-ports.module.ts';
import { DueGrantStore } from './keeper/due-grants.store.ts';
import { Keeper } from './keeper/keeper.ts';
import { BeginLink } from './link/begin-link.ts';
import { LinkAttemptStore } from './link/link-attempt.store.ts';
import { Attempt } from './refresh/attempt.ts';
import { Home } from './refresh/home.ts';
import { AnswerKeeper } from './refresh/keep-answer.ts';
import { GrantNews } from './refresh/news.ts';
import type { RefreshStore } from './refresh/refresh.store.ts';
import { Refresher } from './refresh/refresher.ts';
import { Spool } from './refresh/spool.ts';
import { SqlRefreshStore } from './refresh/sql-refresh.store.ts';
import { RefreshSeriesStore } from './series/refresh-series.store.ts';
import { RefreshTally } from './series/refresh-tally.ts';
import { ManageGrants } from './manage-grants.ts';
import { OwnGrantStore } from './own-grant.store.ts';
import { RevokeGrant } from './revoke/revoke-grant.ts';
import { GiveToken } from './token/give-token.ts';
import { TokenStore } from './token/token.store.ts';
import { GrantVault } from './vault.ts';

const REFRESH_STORE = Symbol('refresh store');

@Module({
  imports: [AuditModule, CryptoModule, DelegationModule, ProvidersModule, WebhooksModule],
  providers: [
    {
      provide: REFRESH_STORE,
      inject: [Database, GrantVault, GrantEvents, GRANT_PORTS],
      useFactory: (
        database: Database,
        vault: GrantVault,
        events: GrantEvents,
        { refreshStore }: GrantPorts,
      ): RefreshStore => {
        const store = new SqlRefreshStore(database, vault, events);
        return refreshStore?.(store) ?? store;
      },
    },
    {
      provide: GrantEvents,
      inject: [LOG, AuditLog, Outbox],
      useFactory: (log: Log, audit: AuditLog, outbox: Outbox) => {
        const events = new GrantEvents(log, outbox);
        auditEvents(events, audit);
        return events;
      },
    },
    {
      provide: GrantOverview,
      inject: [Database, Metrics],
      useFactory: (database: Database, metrics: Metrics) => {
        const overview = new GrantOverview(database);
        grantMetrics(metrics, overview);
        return overview;
      },
    },
    { provide: GrantVault, inject: [KeyRing], useFactory: (ring: KeyRing) => new GrantVault(ring) },
    {
      provide: GrantStore,
      inject: [Database, GrantVault, GrantEvents],
      useFactory: (database: Database, vault: GrantVault, events: GrantEvents) =>
        new GrantStore(database, vault, events),
    },
    {
      provide: OwnGrantStore,
      inject: [Database],
      useFactory: (database: Database) => new OwnGrantStore(database),
    },
    {
      provide: LinkAttemptStore,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new LinkAttemptStore(database, ring),
    },
    {
      provide: BeginLink,
      inject: [LinkAttemptStore, PublicUrls],
      useFactory: (attempts: LinkAttemptStore, urls: PublicUrls) => new BeginLink(attempts, urls),
    },
    {
      provide: FinishLink,
      inject: [LinkAttemptStore, KeepLink, PublicUrls, AuditLog, LOG],
      useFactory: (attempts: LinkAttemptStore, keepLink: KeepLink, urls: PublicUrls, audit: AuditLog, log: Log) =>
        new FinishLink(attempts, keepLink, urls, audit, log),
    },
    {
      provide: KeepLink,
      inject: [GrantStore, GrantEvents, LOG],
      useFactory: (grants: GrantStore, events: GrantEvents, log: Log) => new KeepLink(grants, events, log),
    },
    {
      provide: Home,
      inject: [PublicUrls, SETTINGS],
      useFactory: (urls: PublicUrls, settings: Settings) => new Home(urls.base, settings.REFRESH),
    },
    {
      provide: AnswerKeeper,
      inject: [REFRESH_STORE, Spool, ProviderCatalogue, LOG],
      useFactory: (store: RefreshStore, spool: Spool, catalogue: ProviderCatalogue, log: Log) =>
        new AnswerKeeper(store, spool, catalogue, log),
    },
    {
      provide: Spool,
      inject: [SETTINGS, KeyRing],
      useFactory: (settings: Settings, ring: KeyRing) => new Spool(settings.INSTANCE_PATH, ring),
    },
    {
      provide: RefreshSeriesStore,
      inject: [Database],
      useFactory: (database: Database) => new RefreshSeriesStore(database),
    },
    {
      provide: RefreshTally,
      inject: [RefreshSeriesStore, Metrics, Clock, LOG],
      useFactory: (store: RefreshSeriesStore, metrics: Metrics, clock: Clock, log: Log) =>
        new RefreshTally(store, metrics, clock, log),
    },
    {
      provide: Attempt,
      inject: [REFRESH_STORE, AnswerKeeper, GrantVault, ClientEvidence, GrantEvents, RefreshTally, Clock, LOG],
      useFactory: (
        store: RefreshStore,
        keeper: AnswerKeeper,
        vault: GrantVault,
        evidence: ClientEvidence,
        events: GrantEvents,
        tally: RefreshTally,
        clock: Clock,
        log: Log,
      ) => new Attempt({ store, keeper, vault, evidence, events, tally, clock, log }),
    },
    {
      provide: Refresher,
      inject: [REFRESH_STORE, Attempt, Home, GrantVault, Database, Metrics, Clock],
      useFactory: (
        store: RefreshStore,
        attempt: Attempt,
        home: Home,
        vault: GrantVault,
        database: Database,
        metrics: Metrics,
        clock: Clock,
      ) => new Refresher({ store, attempt, home, vault, database, metrics, clock, news: new GrantNews(database) }),
    },
    {
      provide: DueGrantStore,
      inject: [Database],
      useFactory: (database: Database) => new DueGrantStore(database),
    },
    {
      provide: Keeper,
      inject: [ProviderCatalogue, DueGrantStore, Refresher, Home, Metrics, LOG],
      useFactory: (
        catalogue: ProviderCatalogue,
        due: DueGrantStore,
        refresher: Refresher,
        home: Home,
        metrics: Metrics,
        log: Log,
      ) => new Keeper({ catalogue, due, refresher, home, metrics, log }),
    },
    {
      provide: GiveToken,
      inject: [Database, Delegations, Refresher, GrantVault, LastUse, PublicUrls, AuditLog, Metrics, Clock, LOG],
      useFactory: (
        database: Database,
        delegations: Delegations,
        refresher: Refresher,
        vault: GrantVault,
        lastUse: LastUse,
        urls: PublicUrls,
        audit: AuditLog,
        metrics: Metrics,
        clock: Clock,
        log: Log,
      ) =>
        new GiveToken({
          tokens: new TokenStore(database),
          ...{ delegations, refresher, vault, lastUse, urls, audit, metrics, clock, log },
        }),
    },
    {
      provide: RevokeGrant,
      inject: [GrantStore, ProviderCatalogue, AuditLog, LOG],
      useFactory: (grants: GrantStore, catalogue: ProviderCatalogue, audit: AuditLog, log: Log) =>
        new RevokeGrant(grants, catalogue, audit, log),
    },
    {
      provide: ManageGrants,
      inject: [OwnGrantStore, RevokeGrant, AuditLog],
      useFactory: (grants: OwnGrantStore, revokeGrant: RevokeGrant, audit: AuditLog) =>
        new ManageGrants(grants, revokeGrant, audit),
    },
  ],
  exports: [
    AnswerKeeper,
    GrantEvents,
    GrantOverview,
    DueGrantStore,
    Home,
    Keeper,
    Spool,
    Refresher,
    RefreshSeriesStore,
    RefreshTally,
    GrantStore,
    ManageGrants,
    BeginLink,
    FinishLink,
    KeepLink,
    GiveToken,
    RevokeGrant,
  ],
})
export class GrantsModule {}
