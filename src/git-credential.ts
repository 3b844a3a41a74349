#!/usr/bin/env node
import { requireNode } from './require-node.ts';

requireNode();

const { runGitCredential } = await import('./terminal/main.ts');
await runGitCredential(process.argv.slice(2));
