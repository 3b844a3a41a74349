import { z } from 'zod';

interface UrlForm {
  /** What it is not, when it is wrong. */
  readonly name: string;
  readonly path: boolean;
  readonly query: boolean;
}

const URL_FORM: UrlForm = { name: 'an http(s) URL', path: true, query: true };
const PREFIX_FORM: UrlForm = { ...URL_FORM, query: false };
const ORIGIN_FORM: UrlForm = { name: 'an origin', path: false, query: false };

/** Parses an absolute http(s) URL as strictly as a setting deserves; answers a phrase when it is not one. */
function parseUrl(text: string, form: UrlForm): URL | string {
  // The URL parser drops tabs, mends backslashes and adds missing slashes; in a setting each is a slip worth telling.
  if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) {
    return `is not ${form.name} (https://…)`;
  }
  const url = new URL(text);
  if (/^https?:\/\/[^/?#]*@/i.test(text)) return 'must not contain a user name or a password';
  if (url.hostname.includes('*')) return `is not ${form.name}: wildcards in hosts mean nothing`;
  if (text.includes('#')) return 'must not contain a fragment (#…)';
  if (!form.query && text.includes('?')) return 'must not contain a query (?…)';
  if (!form.path && url.pathname !== '/') return `is not ${form.name}: leave out the path`;
  return url;
}

function readUrl(form: UrlForm, write: (url: URL, text: string) => string) {
  return (text: string, context: z.RefinementCtx): string => {
    const parsed = parseUrl(text, form);
    if (typeof parsed !== 'string') return write(parsed, text);
    context.addIssue(parsed);
    return z.NEVER;
  };
}

const readOrigin = readUrl(ORIGIN_FORM, ({ origin }) => origin);

/**
 * An http(s) URL, kept as it was written: issuers are compared character by character, so that
 * `https://idp.example` and `https://idp.example/` are two.
 */
export const httpUrl = z
  .string('is not a URL')
  .transform(readUrl(URL_FORM, (_, text) => text))
  .describe('URL');

/** An http(s) URL whose path is a prefix of others: normalised, without a slash at the end. */
export const urlPrefix = z
  .string('is not a URL')
  .transform(readUrl(PREFIX_FORM, ({ origin, pathname }) => origin + pathname.replace(/\/+$/, '')))
  .describe('URL');

/** An origin, normalised as browsers send it (`https://app.example`), or `*` for any. */
export const originOrAny = z
  .string('is not an origin')
  .transform((text, context) => (text === '*' ? text : readOrigin(text, context)))
  .describe('origin');
