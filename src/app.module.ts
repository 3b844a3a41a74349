import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ApiKeysModule } from './api-keys/api-keys.module.ts';
import { ApiModule } from './api/api.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { ClientsModule } from './clients/clients.module.ts';
import { CryptoModule } from './crypto/crypto.module.ts';
import { DatabaseModule } from './database/database.module.ts';
import { GrantPortsModule, type GrantPorts } from './grants/grant-ports.module.ts';
import { GrantsModule } from './grants/grants.module.ts';
import { NotificationsModule } from './grants/notifications/notifications.module.ts';
import { HealthModule } from './health/health.module.ts';
import { JupyterHubModule } from './jupyterhub/jupyterhub.module.ts';
import { KeysModule } from './keys/keys.module.ts';
import { LimitsModule } from './limits/limits.module.ts';
import { LogModule } from './log/log.module.ts';
import type { Log } from './log/logger.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { ProblemFilter } from './problem/problem.filter.ts';
import { ProvidersModule } from './providers/providers.module.ts';
import { RedisModule } from './redis/redis.module.ts';
import { schemaWith } from './schema.ts';
import { SessionsModule } from './sessions/sessions.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import type { Settings } from './settings/settings.ts';
import { UiModule } from './ui/ui.module.ts';
import { UsersModule } from './users/users.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';
import { WorkshopModule } from './workshop/workshop.module.ts';

/** The composition root: the one list of all modules, from the ground up. */
@Module({})
export class AppModule {
  static with(settings: Settings, log: Log, ports: GrantPorts = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings),
        LogModule.with(log),
        DatabaseModule.with(schemaWith(settings.plugins)),
        MetricsModule,
        RedisModule,
        CryptoModule,
        ...[UsersModule, ApiKeysModule, ClientsModule, SessionsModule, AuditModule, LimitsModule, ProvidersModule],
        WebhooksModule,
        ...[AuthModule, GrantPortsModule.with(ports), GrantsModule, NotificationsModule, KeysModule],
        ...[ApiModule, UiModule, HealthModule],
        ...[AuthModule, GrantPortsModule.with(ports), GrantsModule, KeysModule],
        ...[ApiModule, UiModule, HealthModule, JupyterHubModule.with(settings)],
        ...[AuthModule, GrantPortsModule.with(ports), GrantsModule, KeysModule],
        ...[ApiModule, UiModule, WorkshopModule, HealthModule],
        ...settings.plugins.map(({ module }) => module),
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
