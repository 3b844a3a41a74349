/**
 * Whether something thrown is an error. Errors of Node's own are not `instanceof Error` where the code runs in a context
 * of its own, as under Jest.
 */
export function isError(value: unknown): value is Error {
  if (value instanceof Error) return true;
  return typeof value === 'object' && value !== null && 'stack' in value && 'message' in value && 'name' in value;
}

/** The stable code of a system or library error (`ENOENT`, `ECONNREFUSED`, …), `undefined` without one. */
export function errorCode(error: unknown): string | undefined {
  return isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
