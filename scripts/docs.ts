import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FIRST_EDITION_STATUS } from '../src/api/v1/first-edition.filter.ts';
import { renderErrors } from '../src/problem/document.ts';
import { renderSettings } from '../src/settings/document.ts';
import { renderApiTypes } from './docs/api-types.ts';
import { renderOpenApi } from './docs/openapi.ts';
import { renderProviders } from './docs/providers.ts';

/** A page that is written from the sources. */
interface Page {
  /** From the top of the repository. */
  readonly path: string;
  readonly render: () => string | Promise<string>;
}

const pages: readonly Page[] = [
  { path: 'docs/settings.md', render: renderSettings },
  { path: 'docs/providers.md', render: renderProviders },
  { path: 'docs/errors.md', render: () => renderErrors(FIRST_EDITION_STATUS) },
  { path: 'docs/openapi.json', render: renderOpenApi },
  { path: 'ui/src/api/schema.d.ts', render: renderApiTypes },
];

const check = process.argv.includes('--check');

for (const { path, render } of pages) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const fresh = await render();
  if (!check) {
    await writeFile(file, fresh);
  } else if (fresh !== (await current(file))) {
    console.error(`${path} is stale; run: npm run docs`);
    process.exitCode = 1;
  }
}

async function current(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
