/** What lies at a dotted path in JSON (`data.0.id`); `undefined` where nothing does. Own members alone are looked at. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Likewise, of texts, numbers and booleans: as text. Empty is nothing. */
export function textAt(json: unknown, path: string): string | undefined {
  const value = valueAt(json, path);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return value === '' ? undefined : String(value);
}
