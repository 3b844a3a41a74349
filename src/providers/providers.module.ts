import { readFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { ProviderCatalogue } from './catalogue.ts';
import { ClientEvidence } from './client-evidence.ts';
import { Examinations } from './doctor/examinations.ts';
import { createLoginClient, createProvider, LOGIN_CLIENT } from './oauth-clients.ts';
import { Outbound } from './outbound.ts';

@Module({
  providers: [
    {
      provide: Outbound,
      inject: [SETTINGS],
      useFactory: async (settings: Settings) =>
        new Outbound(settings.CA_CERTS === undefined ? [] : [await readFile(settings.CA_CERTS, 'utf8')]),
    },
    {
      provide: ProviderCatalogue,
      inject: [SETTINGS, Outbound, Clock],
      useFactory: (settings: Settings, outbound: Outbound, clock: Clock) =>
        new ProviderCatalogue(settings.providers.map((one) => createProvider(one, outbound, clock))),
    },
    {
      provide: LOGIN_CLIENT,
      inject: [SETTINGS, Outbound, Clock],
      useFactory: (settings: Settings, outbound: Outbound, clock: Clock) =>
        createLoginClient(settings, outbound, clock),
    },
    {
      provide: ClientEvidence,
      inject: [Database, Clock],
      useFactory: (database: Database, clock: Clock) => new ClientEvidence(database, clock),
    },
    {
      provide: Examinations,
      inject: [SETTINGS, Outbound, Clock, PublicUrls],
      useFactory: ({ providers }: Settings, outbound: Outbound, clock: Clock, urls: PublicUrls) =>
        new Examinations(providers, outbound, clock, urls),
    },
  ],
  exports: [Examinations, Outbound, ProviderCatalogue, ClientEvidence, LOGIN_CLIENT],
})
export class ProvidersModule {}
