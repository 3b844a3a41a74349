#!/usr/bin/env node
import { requireNode } from './require-node.ts';

requireNode();

// Loaded only now: an older Node.js would fail on the way, with a message of its own. Commands of people and their programs
// come first, for they have to start fast; the service's are many times as much to load.
const { runTerminal } = await import('./terminal/main.ts');
if (!(await runTerminal(process.argv.slice(2)))) {
  const { run } = await import('./cli/run.ts');
  await run();
}
