import { z } from 'zod';
import type { Cursor, Page, PageWish } from '../../database/page.ts';

const CURSOR = /^(?<at>\d{1,15})\.(?<id>\P{Cc}{1,200})$/u;

const cursor = z.string().transform((text, context): Cursor => {
  const { at, id } = CURSOR.exec(Buffer.from(text, 'base64url').toString())?.groups ?? {};
  if (at === undefined || id === undefined) {
    context.addIssue('is not a cursor that this list gave');
    return z.NEVER;
  }
  return { at: Number(at), id };
});

/** The query of a list: spread `.shape` into a route's own. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items at most.' }),
  cursor: cursor.optional().meta({ description: '`next` of the page before.' }),
});

export function toWish({ limit, cursor: after }: z.output<typeof pageQuery>): PageWish {
  return { limit, after };
}

/** The schema of a page of these items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: '`cursor` of the next page; null: there is no more.' }),
  });
}

export function renderPage<T, Body>({ items, next }: Page<T>, render: (item: T) => Body) {
  return {
    items: items.map(render),
    next: next === undefined ? null : Buffer.from(`${next.at}.${next.id}`).toString('base64url'),
  };
}
