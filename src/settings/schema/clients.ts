import { z } from 'zod';
import { setting } from '../setting.ts';
import { scope } from '../types/scope.ts';
import { httpUrl } from '../types/url.ts';
import { providerId } from './provider.ts';

const LEAST_SECRET = 16;

/** Ids stand in URLs, in logs and in HTTP Basic: nothing there may mean anything else. */
export const CLIENT_ID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
export const NOT_A_CLIENT_ID = 'is not an id of a client (up to 64 letters, digits, ".", "_" and "-")';

const text = z.string('is not text').min(1, 'is empty').max(255, 'is longer than 255 characters');
const flag = z.boolean('is not true or false');

const users = z.union(
  [
    z.literal('all'),
    z.strictObject({ role: text }).readonly(),
    z.array(text).min(1, 'is an empty list').max(1000, 'has more than 1000 members').readonly(),
  ],
  'is neither "all" nor {"role": …} nor a list of user ids and subjects',
);

const rule = z
  .strictObject(
    {
      providers: z.union(
        [z.literal('*'), z.array(providerId).min(1, 'is an empty list').readonly()],
        'is neither "*" nor a list of ids of providers',
      ),
      scopes: scope.transform((value): readonly string[] => Object.freeze(value.split(' '))).optional(),
      users,
      consent: flag.default(true),
    },
    { error: wrongObject },
  )
  .readonly();

const client = z
  .strictObject(
    {
      id: z.string(NOT_A_CLIENT_ID).regex(CLIENT_ID, NOT_A_CLIENT_ID),
      name: text.optional(),
      secret: z.string('is not text').min(LEAST_SECRET, `is shorter than ${LEAST_SECRET} characters`).optional(),
      issuer: httpUrl.optional(),
      subject: text.optional(),
      login_client: text.optional(),
      rules: z.array(rule, 'is not a list of rules').default([]).readonly(),
    },
    { error: wrongObject },
  )
  .readonly();

const list = z.array(client, 'is not a list of clients').readonly();

/** The clients that a deployment declares. */
export const clients = z.object({
  CLIENTS: setting(
    z
      .union(
        [z.string(), z.custom<readonly z.input<typeof client>[]>((value) => Array.isArray(value))],
        'is not a list of clients',
      )
      .transform(readJson)
      .pipe(list)
      .describe('clients'),
    {
      default: [],
      secret: true,
      doc:
        'Services that may obtain users’ tokens, with the rules for each: see [delegation](delegation.md). An array of ' +
        'objects in a settings file, its JSON text in the environment.',
    },
  ),
});

export type DeclaredClient = z.output<typeof client>;
export type DeclaredRule = z.output<typeof rule>;

function readJson(value: string | readonly unknown[], context: z.RefinementCtx): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // The parser's message quotes the text, which holds secrets.
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}

/** Names what is unknown only where it looks like a name, for anything may stand in the wrong place. */
function wrongObject(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'unrecognized_keys') return 'is not an object of the documented form';
  const names = (issue.keys as readonly string[]).filter((name) => /^[a-z_]{1,20}$/.test(name));
  return names.length > 0 ? `has members that mean nothing: ${names.join(', ')}` : 'has members that mean nothing';
}
