import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const LINK = /\s(?:href|src)="([^"]+)"/g;
const ID = /\sid="([^"]+)"/g;
const SCHEME = /^(?:[a-z][a-z+.-]*:|\/\/)/i;
/** Schemes of links that are for the reader to follow; anything else that a page names it would load. */
const LOADED = /<(?:script|img|source|iframe|link)\b[^>]*\s(?:src|href)="(?:https?:)?\/\//g;

/** What pages of a built site lead to that is not there, anchors included, and what they would load from elsewhere. */
export async function deadLinks(site: string): Promise<string[]> {
  const files = (await readdir(site, { recursive: true })).filter((file) => file.endsWith('.html'));
  const pages = new Map<string, string>();
  for (const file of files) pages.set(file, await readFile(join(site, file), 'utf8'));
  const ids = new Map([...pages].map(([file, html]) => [file, new Set([...html.matchAll(ID)].map(([, id]) => id))]));

  return [...pages].flatMap(([file, html]) => {
    const links = [...new Set([...html.matchAll(LINK)].map(([, link = '']) => link.replaceAll('&amp;', '&')))];
    const dead = links.filter((link) => !SCHEME.test(link) && !isThere(file, link));
    return [...dead, ...(html.match(LOADED) ?? [])].map((link) => `${file}: ${link}`);
  });

  function isThere(from: string, link: string): boolean {
    const [address = '', anchor] = decodeURI(link).split('#', 2);
    const path = address.split('?', 1)[0] ?? '';
    const at = path === '' ? from : path.startsWith('/') ? path.slice(1) : join(dirname(from), path);
    const file = at === '' || at.endsWith('/') ? `${at}index.html` : at;
    if (!existsSync(join(site, file)) || !statSync(join(site, file)).isFile()) return false;
    return anchor === undefined || anchor === '' || (ids.get(file)?.has(anchor) ?? false);
  }
}
