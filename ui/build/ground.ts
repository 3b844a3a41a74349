import type { Plugin } from 'vite';
import { GROUND } from '../../src/ui/style/ground.ts';

const NAME = 'virtual:ground.css';

/** The style that these pages have in common with those that the server writes, as a stylesheet to be imported. */
export function ground(): Plugin {
  return {
    name: 'ground-style',
    resolveId: (id) => (id === NAME ? NAME : undefined),
    load: (id) => (id === NAME ? GROUND : undefined),
  };
}
