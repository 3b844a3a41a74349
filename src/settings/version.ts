import { readFileSync } from 'node:fs';

/** The version of this package, which lies two folders up from the sources and three from their build; `unknown` elsewhere. */
export function version(): string {
  for (const up of ['../../', '../../../']) {
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8');
      return String((JSON.parse(text) as { version: unknown }).version);
    } catch {
      continue;
    }
  }
  return 'unknown';
}
