import { isatty } from 'node:tty';

/** Has something done when this process is told to end. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** What SIGHUP may mean. */
export interface HangUp {
  /** The terminal is gone that this process was begun on. */
  stop: (signal: NodeJS.Signals) => void;
  /** An operator wishes the settings to be read anew. */
  reload: () => void;
}

/** Heeds SIGHUP, which would end the process at once, whatever is under way. */
export function onHangUp({ stop, reload }: HangUp): void {
  const hadTerminal = isatty(process.stdout.fd);
  process.on('SIGHUP', (signal) => (hadTerminal && !isatty(process.stdout.fd) ? stop(signal) : reload()));
}
