import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../src/log/logger.ts';
import { startService } from '../../src/server/store-service.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { skewClock } from './skew.ts';
import { watched, type Order, type Report, type Step } from './steps.ts';

/** A replica in a process of its own: settings from the environment, begun at the driver's word. */

type Armed = Extract<Order, { kind: 'arm' }>;

let armed: Armed | undefined;
let attempts = (): number => 0;

function tell(report: Report): void {
  if (process.connected) process.send?.(report);
}

async function at(step: Step, grantId: string): Promise<void> {
  if (armed?.step !== step) return;
  const { how, milliseconds } = armed;
  armed = undefined;
  tell({ kind: 'step', step, how, milliseconds, grantId });
  if (how === 'slow') await pause(milliseconds);
  else process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
}

async function begin(): Promise<void> {
  const { settings } = await loadSettings({ env: process.env });
  const log = createLog({ level: settings.LOG_LEVEL, format: 'json' });
  const service = await startService({
    settings,
    log,
    onRefused: (error) => refuse(error),
    ports: {
      refreshStore: (real) => {
        const store = watched(real, at);
        attempts = () => store.attempts;
        return store;
      },
    },
  });
  process.once('SIGTERM', () => void service.stop().then(() => process.exit(0), refuse));
  tell({ kind: 'ready' });
}

function refuse(error: unknown): void {
  tell({ kind: 'refused', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
  process.disconnect();
  setTimeout(() => process.exit(1), 100);
}

process.on('message', (order: Order) => {
  switch (order.kind) {
    case 'go':
      skewClock(order.skew);
      begin().catch(refuse);
      break;
    case 'arm':
      armed = order;
      break;
    case 'idle?':
      tell({ kind: 'idle', attempts: attempts() });
  }
});
// Nobody is left to end this process if the driver is gone.
process.on('disconnect', () => process.exit(1));
