/** Where a page of a list begins: behind this row, by time and then by id. */
export interface Cursor {
  at: number;
  id: string;
}

export interface PageWish {
  limit: number;
  after: Cursor | undefined;
}

export interface Page<T> {
  items: T[];
  /** Behind the last item; `undefined`: there is no more. */
  next: Cursor | undefined;
}

/** Whether a row is on the page or later, in a list that goes up by time and then by id. */
export function isBehind({ at, id }: Cursor, { after }: PageWish): boolean {
  return after === undefined || at > after.at || (at === after.at && id > after.id);
}

/** @param rows one more than the limit, where there are so many */
export function toPage<Row, T>(
  rows: readonly Row[],
  { limit }: PageWish,
  cursorOf: (row: Row) => Cursor,
  toItem: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next: rows.length > limit && last !== undefined ? cursorOf(last) : undefined,
  };
}
