import { pageOf } from 'tokenstore/plugin';
import { z } from 'zod';
import type { Opening, Resource } from './resource.store.ts';

const LAST_SECOND = 253_402_300_799;

const instant = z.int().min(0).max(LAST_SECOND).nullable();
const opening = {
  opens_at: instant.optional().meta({ description: 'Seconds since the epoch; null: it always was.' }),
  closes_at: instant.optional().meta({ description: 'Seconds since the epoch; null: it never does.' }),
};

/** PostgreSQL keeps no NUL. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !/\p{Cc}/u.test(text), 'has control characters in it');

export const newResource = z.strictObject({ name, ...opening }).meta({ id: 'NewResource' });
export const resourceChange = z.strictObject(opening).meta({ id: 'ResourceChange' });

export const resource = z
  .object({
    id: z.string(),
    name: z.string(),
    opens_at: instant,
    closes_at: instant,
    created_at: z.int(),
  })
  .meta({ id: 'Resource' });

export const resourceList = pageOf(resource);

/** What of the times was given; in milliseconds. */
export function toOpening({ opens_at, closes_at }: z.output<typeof resourceChange>): Partial<Opening> {
  return {
    ...(opens_at !== undefined && { opensAt: toMilliseconds(opens_at) }),
    ...(closes_at !== undefined && { closesAt: toMilliseconds(closes_at) }),
  };
}

export function renderResource({ id, name, opensAt, closesAt, createdAt }: Resource): z.infer<typeof resource> {
  return {
    id,
    name,
    opens_at: opensAt === null ? null : toSeconds(opensAt),
    closes_at: closesAt === null ? null : toSeconds(closesAt),
    created_at: toSeconds(createdAt),
  };
}

function toMilliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}
