import { z } from 'zod';
import { reading } from './text.ts';

/** RFC 6749 section 3.3. */
export const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** Scopes with one blank between, as the wire has them. */
export const SCOPE_LIST = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const WRONG = 'is not a list of scopes separated by blanks';

function scopes(least: number) {
  return z
    .union([z.string(), z.array(z.string()).readonly()], WRONG)
    .transform((value) => (typeof value === 'string' ? value : value.join(' ')))
    .transform(
      reading((text) => {
        const tokens = text.split(/\s+/).filter((token) => token !== '');
        return tokens.length >= least && tokens.every((token) => SCOPE_TOKEN.test(token))
          ? tokens.join(' ')
          : undefined;
      }, WRONG),
    )
    .describe('scopes');
}

/** Scopes separated by blanks, or an array in a settings file; text with single blanks in the typed settings. */
export const scope = scopes(1);

/** The same, or none: an empty array in a settings file, empty text in the typed settings. */
export const scopeOrNone = scopes(0);
