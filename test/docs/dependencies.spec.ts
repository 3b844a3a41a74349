import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

type Packages = Record<string, string>;

async function read(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The packages in the tables of a chapter, each with its reason. */
function listed(markdown: string, chapter: string): [name: string, reason: string][] {
  const text = markdown.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  return [...text.matchAll(/^\| `([^`]+)` +\| ([^|]*)\|$/gm)].map(([, name = '', reason = '']) => [
    name,
    reason.trim(),
  ]);
}

it.each([
  ['dependencies', 'What ships'],
  ['optionalDependencies', 'What ships, and may be left out'],
  ['devDependencies', 'What builds and tests it'],
] as const)('docs/dependencies.md gives a reason for each of the %s, and for no other', async (kind, chapter) => {
  const manifest = JSON.parse(await read('package.json')) as Record<typeof kind, Packages>;
  const reasons = listed(await read('docs/dependencies.md'), chapter);
  expect(reasons.map(([name]) => name).sort()).toEqual(Object.keys(manifest[kind]).sort());
  expect(reasons.filter(([, reason]) => reason === '')).toEqual([]);
});
