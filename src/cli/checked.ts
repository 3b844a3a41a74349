import type { z } from 'zod';
import { UsageError } from './usage-error.ts';

/** What was typed, as a contract of the API reads it: the same rules hold. @throws UsageError */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UsageError(faults.join('; '));
}
