import { Module, type DynamicModule } from '@nestjs/common';
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
          inject: [SETTINGS, Clock],
          useFactory: (settings: Settings, clock: Clock) =>
            new Database(
              {
                connect: () => connect(settings, schema, clock),
                schema: settings.DATABASE_SCHEMA,
                migrate: settings.DATABASE_MIGRATE,
              },
              clock,
            ),
        },
        { provide: LastUse, inject: [Database], useFactory: (database: Database) => new LastUse(database) },
      ],
      exports: [Database, Clock, LastUse],
    };
  }
}
