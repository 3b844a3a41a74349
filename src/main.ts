#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`tokenstore needs Node.js 22.19 or newer, and this is ${process.versions.node}.\n`);
  process.exit(1);
}

// Loaded only now: an older Node.js would fail on the way, with a message of its own.
const { run } = await import('./cli/run.ts');
await run();
