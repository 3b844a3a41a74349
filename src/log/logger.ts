import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as PinoLogger } from 'pino';
import { errorCode, isError } from '../problem/errors.ts';
import { presentTrace } from '../tracing/request-trace.ts';

/** What the service logs with: `log.info({ provider }, 'what happened')`. Never a token, a code, a header or a URL's query. */
export type Log = PinoLogger;

/** Injection token of the {@link Log}. */
export const LOG = Symbol('log');

export interface LogOptions {
  level: string;
  format: 'pretty' | 'json';
}

/**
 * What an error may show in the log: its class, its message, where it was thrown, and its causes. Not its other
 * members: those of HTTP libraries hold requests and answers, those of database drivers hold parameters.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!isError(error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    code: errorCode(error),
    stack: error.stack?.split('\n').slice(1, 8).join('\n'),
    ...(error.cause !== undefined && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** What every line is made of; with an SDK it also says which span it was written in. */
export const LINES = {
  serializers: { err: describeError },
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  mixin: (): object => presentTrace() ?? {},
};

/** Logs to standard output. Only members of this allow-list of shapes leave the process: errors are reduced to class and message. */
export function createLog({ level, format }: LogOptions): Log {
  const options = { level, ...LINES };
  if (format === 'json') return pino(options);
  return pino({
    ...options,
    transport: {
      target: 'pino-pretty',
      options: { translateTime: 'HH:MM:ss', singleLine: true, ignore: 'pid,hostname' },
    },
  });
}

/** Gives Nest's own messages to the log. */
export class NestLog implements LoggerService {
  private readonly log_: Log;

  constructor(log: Log) {
    this.log_ = log.child({ by: 'nest' });
  }

  log(message: unknown): void {
    this.log_.debug(String(message));
  }

  error(message: unknown): void {
    this.log_.error(isError(message) ? { err: message } : {}, String(message));
  }

  warn(message: unknown): void {
    this.log_.warn(String(message));
  }

  debug(message: unknown): void {
    this.log_.debug(String(message));
  }

  verbose(message: unknown): void {
    this.log_.trace(String(message));
  }
}
