import { z } from 'zod';

const WRONG =
  'is not redis://user:password@host:6379/0 or rediss://… with TLS (special characters in the password percent-encoded)';

/** The URL of a Redis server. */
export const redisUrl = z
  .string(WRONG)
  .refine((text) => /^rediss?:\/\/[^/\s]/.test(text) && URL.canParse(text), WRONG)
  .describe('URL');
