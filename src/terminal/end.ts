import { judge } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** Does a command's work; what goes wrong becomes a line and an exit status (docs/terminal.md). */
export async function guarded(terminal: Terminal, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { stopped } = terminal;
    if (stopped.aborted) {
      terminal.err('tokenstore: stopped\n');
      terminal.end(stopped.reason as NodeJS.Signals);
      return;
    }
    const { status, line } = judge(error);
    if (line !== undefined) terminal.err(`tokenstore: ${line}\n`);
    terminal.end(status);
  }
}

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
  return stop.signal;
}
