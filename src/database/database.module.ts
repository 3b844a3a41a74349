import { Module, type DynamicModule } from '@nestjs/common';
import { Metrics, type Sample } from '../metrics/metrics.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { Clock } from './clock.ts';
import { connect } from './connect.ts';
import type { Schema } from './connection.ts';
import { Database } from './database.ts';
import { LastUse } from './last-use.ts';

/** The database that `DATABASE_URL` names, not yet opened: start-up does that. */
@Module({})
export class DatabaseModule {
  static with(schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        Clock,
        {
          provide: Database,
          inject: [SETTINGS, Clock, Metrics],
          useFactory: (settings: Settings, clock: Clock, metrics: Metrics) => {
            const database = new Database(
              {
                connect: () => connect(settings, schema, clock),
                schema: settings.DATABASE_SCHEMA,
                migrate: settings.DATABASE_MIGRATE,
              },
              clock,
            );
            metrics.gauge(
              'tokenstore_database_connections',
              'Connections to the database that are busy or idle, and who waits for one; nothing while it is away',
              ['state'],
              () => Promise.resolve(samples(database)),
              'sum',
            );
            return database;
          },
        },
        { provide: LastUse, inject: [Database], useFactory: (database: Database) => new LastUse(database) },
      ],
      exports: [Database, Clock, LastUse],
    };
  }
}

function samples(database: Database): Sample<'state'>[] {
  if (!database.isOpen) return [];
  const { busy, idle, waiting } = database.connection.load;
  return Object.entries({ busy, idle, waiting }).map(([state, value]) => ({ labels: { state }, value }));
}
