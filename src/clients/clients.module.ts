import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { ClientDirectory } from './client-directory.ts';
import { ClientStore } from './client.store.ts';
import { ConsentStore } from './consent.store.ts';
import { DeclaredClients } from './declared-clients.ts';
import { RuleStore } from './rule.store.ts';

@Module({
  providers: [
    {
      provide: DeclaredClients,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new DeclaredClients(settings.CLIENTS),
    },
    { provide: ClientStore, inject: [Database], useFactory: (database: Database) => new ClientStore(database) },
    { provide: ConsentStore, inject: [Database], useFactory: (database: Database) => new ConsentStore(database) },
    {
      provide: RuleStore,
      inject: [Database, DeclaredClients],
      useFactory: (database: Database, declared: DeclaredClients) => new RuleStore(database, declared),
    },
    {
      provide: ClientDirectory,
      inject: [DeclaredClients, ClientStore],
      useFactory: (declared: DeclaredClients, store: ClientStore) => new ClientDirectory(declared, store),
    },
  ],
  exports: [ClientDirectory, ClientStore, ConsentStore, DeclaredClients, RuleStore],
})
export class ClientsModule {}
