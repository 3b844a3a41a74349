interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** As many as a list gives at once. */
const LIMIT = 200;

/** All items of a list of the API, page by page. @param ask for the page with this query */
export async function everyItem<Item>(
  ask: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = await ask({ limit: LIMIT }); ; page = await ask({ limit: LIMIT, cursor: page.next })) {
    items.push(...page.items);
    if (page.next === null) return items;
  }
}
