import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problem } from '../problem/problem.ts';

/** There is the service, and no app. */
export class NotBuilt extends Problem {
  constructor() {
    super('not_found', 'The pages are not built: npm run build.');
  }
}

/** Where Vite puts the app, seen from the sources and from their build. */
const PLACES = ['../../dist/ui/', '../../ui/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** The directory of the built app, if it was built. */
export function builtApp(): string | undefined {
  return PLACES.find((place) => existsSync(`${place}assets`));
}

/** The app's document, its addresses below `prefix`. @param directory of {@link builtApp} */
export function appDocument(directory: string, prefix: string): string {
  return readFileSync(`${directory}index.html`, 'utf8')
    .replaceAll('="./', `="${prefix}/ui/`)
    .replace('name="base-path" content=""', `name="base-path" content="${prefix}"`);
}
