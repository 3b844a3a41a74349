import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { Clock } from '../database/clock.ts';
import { LOG, type Log } from '../log/logger.ts';
import { Outbound } from '../providers/outbound.ts';
import { ProvidersModule } from '../providers/providers.module.ts';
import type { HubSettings } from '../settings/hub.ts';
import type { Settings } from '../settings/settings.ts';
import { ActivityReport } from './activity-report.ts';
import { OAuthCallbackController } from './oauth-callback.controller.ts';

/** Injection token of the {@link ActivityReport}; `undefined` where this is not one user's own server. */
export const ACTIVITY_REPORT = Symbol('activity report');

/** What a JupyterHub wants of its services beside the signing in, which is in `auth/jupyterhub/`. */
@Module({})
export class JupyterHubModule {
  static with({ jupyterhub: hub }: Settings): DynamicModule {
    return {
      module: JupyterHubModule,
      imports: [AuthModule, ProvidersModule],
      controllers: hub === undefined ? [] : [OAuthCallbackController],
      providers: [
        {
          provide: ACTIVITY_REPORT,
          inject: [Outbound, Clock, LOG],
          useFactory: (outbound: Outbound, clock: Clock, log: Log) => hub && report(hub, outbound, clock, log),
        },
      ],
    };
  }
}

function report(
  { apiToken, ownServer }: HubSettings,
  outbound: Outbound,
  clock: Clock,
  log: Log,
): ActivityReport | undefined {
  if (ownServer?.activityUrl === undefined) return undefined;
  const { activityUrl: url, name } = ownServer;
  return new ActivityReport({ outbound, clock, log }, { url, name, apiToken });
}
