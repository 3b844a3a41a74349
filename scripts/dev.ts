import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * `npm run dev`: the service, begun anew whenever its sources change, and Vite's server, which shows the pages as their sources are
 * and sends everything else to the service.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BACK = ['@nestjs/cli/bin/nest.js', 'start', '--watch', '--entryFile', 'src/main', '--', 'serve'];
const FRONT = ['vite/bin/vite.js', '--config', 'ui/vite.config.ts', '--host', '127.0.0.1', '--open=false'];

const children = [BACK, FRONT].map(([tool = '', ...args]) =>
  // A group each, for the first leaves its own child behind when it is told to end.
  spawn(process.execPath, [`${ROOT}node_modules/${tool}`, ...args], {
    ...{ cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], detached: true },
  }),
);

function end(): void {
  for (const { pid } of children) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  }
}

process.on('SIGINT', end);
process.on('SIGTERM', end);

// One without the other is of no use.
await Promise.race(children.map((child) => once(child, 'exit')));
end();
