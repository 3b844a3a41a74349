import { registerHooks } from 'node:module';
import { extname } from 'node:path';

const OWN: Readonly<Record<string, string>> = { tokenstore: '../index', 'tokenstore/plugin': '../plugin' };
const BARE = /^(?:@[^/]+\/)?[A-Za-z0-9]/;

/** Folders of plugins, as URLs with a slash at the end. */
const folders = new Set<string>();

let isInstalled = false;

/**
 * From now on a plugin that imports `tokenstore/plugin` gets this very store's, wherever it lies: a second copy would have
 * problems and tokens of injection that the first does not know.
 * @param file the URL of a plugin that is no package: other packages that are not to be found from its folder are looked for
 *   from here, so that it may lie there alone
 */
export function resolveHere(file?: string): void {
  if (file !== undefined) folders.add(new URL('.', file).href);
  if (isInstalled) return;
  isInstalled = true;
  const own = new Map(
    Object.entries(OWN).map(([name, path]) => [name, new URL(path + extname(import.meta.url), import.meta.url).href]),
  );
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = own.get(specifier);
      if (url !== undefined) return { url, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        const isPlugins = [...folders].some((folder) => context.parentURL?.startsWith(folder));
        if (!isPlugins || !BARE.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
