import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Fails the build when what the browser needs for the first page is larger than so many bytes, gzipped. */
export function budget(limit: number): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = firstLoad(bundle);
      const bytes = files.map((name) => sizeOf(bundle, name)).reduce((sum, size) => sum + size, 0);
      this.info(
        `first load: ${Math.round(bytes / 100) / 10} kB compressed of ${limit / 1000} kB, in ${files.length} files`,
      );
      if (bytes > limit) this.error(`The first load has ${bytes} bytes compressed; ${limit} are allowed.`);
    },
  };
}

/** The entry, all that it imports statically, and their styles. */
function firstLoad(bundle: Bundle): string[] {
  const found = new Set<string>();
  const follow = (name: string): void => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || found.has(name)) return;
    found.add(name);
    chunk.viteMetadata?.importedCss.forEach((style) => found.add(style));
    chunk.imports.forEach(follow);
  };
  for (const [name, file] of Object.entries(bundle)) if (file.type === 'chunk' && file.isEntry) follow(name);
  return [...found];
}

function sizeOf(bundle: Bundle, name: string): number {
  const file = bundle[name];
  if (file === undefined) return 0;
  return gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length;
}
