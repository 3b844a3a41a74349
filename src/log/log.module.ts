import { Module, type DynamicModule } from '@nestjs/common';
import { LOG, type Log } from './logger.ts';

/** The log, for all. */
@Module({})
export class LogModule {
  static with(log: Log): DynamicModule {
    return { module: LogModule, global: true, providers: [{ provide: LOG, useValue: log }], exports: [LOG] };
  }
}
