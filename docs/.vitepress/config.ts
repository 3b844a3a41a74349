import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { anchorOf } from './anchors.ts';
import { deadLinks } from './dead-links.ts';
import { navigation } from './navigation.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));

/** Files that pages lead to and that are no pages. */
const BESIDE = ['docs/openapi.json'];

/** Wide tables fit into their page: addresses in the last column may break, names in the others do not. */
const TABLES = `
.vp-doc :is(th, td) { padding: 8px 12px; }
.vp-doc td { vertical-align: top; }
.vp-doc td:nth-child(n + 4):last-child { min-width: 13rem; }
.vp-doc td:nth-child(n + 4):last-child, .vp-doc td:nth-child(n + 4):last-child code { overflow-wrap: anywhere; }`;

/** The title of a page, without the code marks of its heading. */
function titleOf(page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(join(top, page), 'utf8')) ?? [];
  return title.replaceAll('`', '');
}

const sidebar = navigation.map(({ title, pages }) => ({
  text: title,
  items: pages
    .filter((page) => existsSync(join(top, page)))
    .map((page) => ({ text: titleOf(page), link: `/${page.replace(/\.md$/, '')}` })),
}));

// The pages are those of docs/, where they are, and the two at the top that they lead to; so every relative link is the same
// here and on GitHub.
export default defineConfig({
  title: 'tokenstore',
  description: 'Keeps people’s OAuth 2.0 grants at external providers sealed, alive and fresh',
  lang: 'en',
  head: [['style', {}, TABLES]],
  srcDir: '..',
  srcExclude: ['**/node_modules/**', 'README.md', 'dist/**', 'ui/**', 'test/**', 'deploy/**', 'instance/**'],
  rewrites: { 'docs/index.md': 'index.md' },
  outDir: '../dist/site',
  cacheDir: '../node_modules/.cache/vitepress',
  // Addresses of a running store, for readers to open on their machine.
  ignoreDeadLinks: 'localhostLinks',
  markdown: { anchor: { slugify: anchorOf }, theme: { light: 'github-light-high-contrast', dark: 'github-dark' } },
  themeConfig: {
    nav: sidebar.map(({ text, items }) => ({ text, link: items[0]?.link ?? '/' })),
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: false, next: false },
  },
  async buildEnd({ outDir }) {
    for (const file of BESIDE) await copyFile(join(top, file), join(outDir, file));
    const dead = await deadLinks(outDir);
    if (dead.length > 0) throw new Error(`The site has dead links:\n${dead.join('\n')}`);
  },
});
