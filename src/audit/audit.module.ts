import { Module } from '@nestjs/common';
import { Clock } from '../database/clock.ts';
import { Database } from '../database/database.ts';
import { LOG, type Log } from '../log/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { AuditLog } from './audit-log.ts';
import { AuditRetention } from './audit-retention.ts';
import { AuditStore } from './audit.store.ts';
import { AuditWriter } from './audit-writer.ts';

@Module({
  providers: [
    { provide: AuditStore, inject: [Database], useFactory: (database: Database) => new AuditStore(database) },
    {
      provide: AuditWriter,
      inject: [AuditStore, Metrics, LOG],
      useFactory: (store: AuditStore, metrics: Metrics, log: Log) => new AuditWriter(store, metrics, log),
    },
    {
      provide: AuditRetention,
      inject: [AuditStore, SETTINGS, LOG],
      useFactory: (store: AuditStore, { AUDIT_RETENTION: retention }: Settings, log: Log) =>
        new AuditRetention(store, retention, log),
    },
    {
      provide: AuditLog,
      inject: [LOG, AuditWriter, Clock],
      useFactory: (log: Log, writer: AuditWriter, clock: Clock) => new AuditLog(log, writer, clock),
    },
  ],
  exports: [AuditLog, AuditRetention, AuditStore, AuditWriter],
})
export class AuditModule {}
