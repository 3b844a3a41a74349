import type { HtpasswdEntry } from '../../users/workshops/registration.store.ts';

/** What came of putting our entries among those of others. */
export interface Merged {
  text: string;
  /** The names that are ours in it. */
  ours: string[];
  /** The names that others have. */
  theirs: ReadonlySet<string>;
  /** Names that are wanted, and others have: they keep them. */
  foreign: string[];
}

/**
 * An htpasswd file in which our entries are those that are wanted, and every line of others stands as it stood. Ours are the
 * names that we wrote before, and lines that are just what we would write.
 * @param before the names that we wrote
 */
export function mergeEntries(text: string, before: ReadonlySet<string>, wanted: readonly HtpasswdEntry[]): Merged {
  const hashes = new Map(wanted.map(({ name, hash }) => [name, hash]));
  const lines = text.split('\n');
  // What follows the last line's end is no line.
  if (lines.at(-1) === '') lines.pop();
  const theirs = lines.filter((line) => !isOurs(line, before, hashes));
  const taken = new Set(theirs.map(nameOf).filter((name) => name !== ''));
  const written = wanted.filter(({ name }) => !taken.has(name));
  const all = [...theirs, ...written.map(({ name, hash }) => `${name}:${hash}`)];
  return {
    text: all.map((line) => `${line}\n`).join(''),
    ours: written.map(({ name }) => name),
    theirs: taken,
    foreign: wanted.flatMap(({ name }) => (taken.has(name) ? [name] : [])),
  };
}

function isOurs(line: string, before: ReadonlySet<string>, hashes: ReadonlyMap<string, string>): boolean {
  const name = nameOf(line);
  return before.has(name) || (hashes.has(name) && line.trim() === `${name}:${hashes.get(name) ?? ''}`);
}

function nameOf(line: string): string {
  return line.split(':', 1)[0]?.trim() ?? '';
}
