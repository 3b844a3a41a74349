import type { Cursor, Page, PageWish } from '../database/page.ts';

const AT_ONCE = 200;

/** All that a list has, a page after the other. */
export async function* every<T>(list: (wish: PageWish) => Promise<Page<T>>): AsyncGenerator<T, undefined> {
  let after: Cursor | undefined;
  do {
    const { items, next } = await list({ limit: AT_ONCE, after });
    yield* items;
    after = next;
  } while (after !== undefined);
  return undefined;
}

/** The whole list, for what is shown at once. */
export async function allOf<T>(list: (wish: PageWish) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of every(list)) all.push(one);
  return all;
}
