import { parameters } from './parameters.ts';
import { pattern } from './text.ts';

const PATH = /^[^\s.,=&]+(?:\.[^\s.,=&]+)*$/;

/** Where a value lies in JSON: names with dots between them, and numbers for the members of lists (`data.0.id`). */
export const dottedPath = pattern('path', PATH, 'is not a path (names with dots between them: data.user.id)');

/** What may be looked up elsewhere than RFC 6749 section 5 has it. */
const MEMBERS = [
  ...['tokens', 'error', 'ok'],
  ...['access_token', 'refresh_token', 'expires_in', 'refresh_expires_in', 'scope', 'token_type', 'id_token'],
] as const;

export type ResponseMember = (typeof MEMBERS)[number];

/** Where a token endpoint's answer has its members, by their standard names. */
export const responsePaths = parameters([])
  .transform((paths, context): Readonly<Partial<Record<ResponseMember, string>>> => {
    for (const [name, path] of Object.entries(paths)) {
      if (!MEMBERS.some((member) => member === name)) {
        context.addIssue(`sets \`${name}\`, which is not one of ${MEMBERS.join(', ')}`);
      }
      if (!PATH.test(path)) context.addIssue(`gives \`${name}\` no path (names with dots between them: data.user.id)`);
    }
    return paths;
  })
  .describe('paths');

/** Other names of request parameters, by their standard names. */
export const parameterNames = parameters([])
  .transform((names, context) => {
    const others = Object.values(names);
    for (const [name, other] of Object.entries(names)) {
      if (!/^[^\s=&]+$/.test(other)) context.addIssue(`gives \`${name}\` no name`);
      if (others.indexOf(other) !== others.lastIndexOf(other)) context.addIssue(`gives two parameters one name`);
    }
    return names;
  })
  .describe('names');
