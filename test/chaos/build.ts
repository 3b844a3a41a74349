import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const top = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Compiles sources of this repository into a folder, once: a replica that is killed every few seconds must not spend
 * seconds on compiling itself.
 * @param root of another checkout, whose sources are taken; they run with the packages of this one
 */
export async function compileInto(folder: string, sources: readonly string[], root = top): Promise<void> {
  await writeFileIn(folder, 'package.json', '{ "type": "module" }');
  await symlink(join(top, 'node_modules'), join(folder, 'node_modules'));
  const files = (await Promise.all(sources.map((source) => filesOf(root, source)))).flat();
  await Promise.all(files.map((file) => compile(root, file, folder)));
}

async function filesOf(root: string, source: string): Promise<string[]> {
  const names = await readdir(join(root, source), { recursive: true });
  return names.filter((name) => /(?<!\.spec|\.d)\.ts$/.test(name)).map((name) => join(source, name));
}

// A variable: swc's types do not know the last member yet.
const jsc = {
  target: 'es2024',
  parser: { syntax: 'typescript', decorators: true },
  transform: { legacyDecorator: true, decoratorMetadata: true },
  rewriteRelativeImportExtensions: true,
} as const;

async function compile(root: string, file: string, folder: string): Promise<void> {
  const { code } = await transformFile(join(root, file), { swcrc: false, jsc, module: { type: 'es6' } });
  await writeFileIn(folder, file.replace(/\.ts$/, '.js'), code);
}

async function writeFileIn(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
