import { parameters } from './parameters.ts';

/** RFC 9110 section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII, with blanks inside. */
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]{0,998}[\x21-\x7e])?$/;

/** What HTTP or the service itself says; in small letters. */
const OWN =
  /^(?:accept|accept-encoding|authorization|connection|content-.*|cookie|dpop|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

/**
 * Further headers of a request: `Name=value&Other=value`, or an object in a settings file. The result is frozen, its names
 * in small letters.
 */
export const requestHeaders = parameters([])
  .transform((headers, context): Readonly<Record<string, string>> => {
    const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const names = pairs.map(([name]) => name);
    if (new Set(names).size < names.length) context.addIssue('sets a header twice');
    // Values stay unnamed, for they may be secret.
    for (const [name, value] of pairs) {
      if (!NAME.test(name)) context.addIssue('has a name that is none of a header');
      else if (OWN.test(name)) context.addIssue(`must not set \`${name}\`: the service sends it itself`);
      else if (!VALUE.test(value))
        context.addIssue(`gives \`${name}\` a value that is none of a header (printable ASCII)`);
    }
    return Object.freeze(Object.fromEntries(pairs));
  })
  .describe('headers');
