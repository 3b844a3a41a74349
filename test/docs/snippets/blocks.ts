import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  /** The file, from the top of the repository. */
  readonly page: string;
  /** The line of the page at which its text begins, counted from 1. */
  readonly line: number;
  /** The word behind the fence; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

export interface Page {
  readonly path: string;
  readonly markdown: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^(\s*)(```+)\s*(\S*)/;

/** The pages that people read, with their blocks. */
export async function readPages(): Promise<Page[]> {
  const docs = (await readdir(join(top, 'docs'), { recursive: true })).filter((file) => file.endsWith('.md')).sort();
  const paths = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...docs.map((file) => `docs/${file}`)];
  return Promise.all(
    paths.map(async (path) => {
      const markdown = await readFile(join(top, path), 'utf8');
      return { path, markdown, blocks: blocksOf(path, markdown) };
    }),
  );
}

/** Blocks inside of lists too, without the list's indentation. */
export function blocksOf(page: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { indent: string; fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', language = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { indent, fence, language, line: index + 2, lines: [] };
    } else if (fence === open.fence && language === '') {
      blocks.push({ page, line: open.line, language: open.language, text: open.lines.join('\n') });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  }
  return blocks;
}

/** `docs/api.md:37: what is wrong` */
export function at({ page, line }: Pick<Block, 'page' | 'line'>, fault: string): string {
  return `${page}:${line}: ${fault}`;
}
