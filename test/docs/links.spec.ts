import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { anchorOf } from '../../docs/.vitepress/anchors.ts';
import { elsewhere, navigation } from '../../docs/.vitepress/navigation.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['src', 'migrations', 'scripts', 'test', 'demo'];

async function filesUnder(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(join(top, folder), { recursive: true });
  return entries.filter((entry) => entry.endsWith(ending)).map((entry) => join(folder, entry));
}

const pages = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...(await filesUnder('docs', '.md'))];

function anchors(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

function targets(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const inLinks = [...prose.matchAll(/\]\(<?([^)\s>]+)/g)].map(([, target = '']) => target);
  const inTags = [...prose.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target = '']) => target);
  return [...inLinks, ...inTags].filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

function codeSpans(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

async function isThere(page: string, target: string): Promise<boolean> {
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? join(top, page) : resolve(top, dirname(page), decodeURIComponent(path));
  if (!existsSync(file)) return false;
  return anchor === undefined || anchors(await readFile(file, 'utf8')).has(anchor);
}

describe.each(pages)('%s', (page) => {
  let markdown: string;

  beforeAll(async () => {
    markdown = await readFile(join(top, page), 'utf8');
  });

  it('leads to places that exist', async () => {
    const dead: string[] = [];
    for (const target of targets(markdown)) if (!(await isThere(page, target))) dead.push(target);
    expect(dead).toEqual([]);
  });

  it('names files that exist', async () => {
    const paths = codeSpans(markdown).filter((code) => SOURCES.some((folder) => code.startsWith(`${folder}/`)));
    expect(paths.filter((path) => !existsSync(join(top, path)))).toEqual([]);

    const names = new Set(
      (await Promise.all(SOURCES.map((folder) => filesUnder(folder, '.ts')))).flat().map((path) => basename(path)),
    );
    const bare = codeSpans(markdown).filter((code) => /^[\w-][\w.-]*\.ts$/.test(code));
    expect(bare.filter((name) => !names.has(name) && !existsSync(join(top, name)))).toEqual([]);
  });

  it('names scripts that exist', async () => {
    const { scripts } = JSON.parse(await readFile(join(top, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...markdown.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('every page of docs/ can be reached from the README', async () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    const markdown = await readFile(join(top, page), 'utf8');
    for (const target of targets(markdown)) {
      const path = relative(top, resolve(top, dirname(page), target.split('#', 1)[0] ?? ''));
      if (pages.includes(path)) reached.add(path);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

it('every page of docs/ stands in the navigation of the site, once', () => {
  const listed = navigation.flatMap((chapter) => chapter.pages);
  const others = pages.filter((page) => page.startsWith('docs/') && !elsewhere.some((one) => one.test(page)));
  expect(others.filter((page) => !listed.includes(page))).toEqual([]);
  expect(listed.filter((page, index) => listed.indexOf(page) !== index)).toEqual([]);
});
