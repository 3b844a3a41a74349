import { defineConfig } from 'vite';
import { budget } from './build/budget.ts';
import { compressed } from './build/compressed.ts';
import { ground } from './build/ground.ts';

/** Bytes of the first load, compressed: the page's own script, what it imports at once, and its style. */
const FIRST_LOAD = 150_000;

/** The pages of signed-in people, as files with hashed names that the service serves under whatever prefix it has. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [ground(), compressed(), budget(FIRST_LOAD)],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the policy of the pages allows no data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The libraries that are compiled in want to be named.
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  server: { proxy: { '^/(api|oauth|login|consent|ui/monogram|ui/style)': 'http://127.0.0.1:5000' } },
});
