import { Module } from '@nestjs/common';
import { LOG, type Log } from '../log/logger.ts';
import { AuditLog } from './audit-log.ts';

@Module({
  providers: [{ provide: AuditLog, inject: [LOG], useFactory: (log: Log) => new AuditLog(log) }],
  exports: [AuditLog],
})
export class AuditModule {}
