import { KEY_PREFIX } from '../../api-keys/key-text.ts';

/** What an Authorization header bears that is an API key by its form, good or bad. */
export interface ShownText {
  key: string;
  /** The user that is named with it; `''`: nobody. */
  user: string;
}

const HEADER = /^(?<scheme>[A-Za-z0-9-]+)(?: +(?<rest>.*))?$/s;

/** `undefined` for every other form of credential. Schemes are read in either case (RFC 9110). */
export function shownKey(authorization: string | undefined): ShownText | undefined {
  const { scheme = '', rest = '' } = HEADER.exec(authorization ?? '')?.groups ?? {};
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return looksLikeKey(rest) ? { key: rest.trimEnd(), user: '' } : undefined;
    // The first edition's two names for it.
    case 'apikey':
    case 'apikey-v1':
      // A subject may have colons in it, a key has none.
      return cut(rest.trimEnd(), rest.lastIndexOf(':'));
    case 'basic':
      return basic(rest);
    default:
      return undefined;
  }
}

function basic(credentials: string): ShownText | undefined {
  const text = Buffer.from(credentials, 'base64').toString();
  const shown = cut(text, text.indexOf(':'));
  // A key in the user's place is refused here: as a user name it could end up in a log.
  return looksLikeKey(shown.key) || looksLikeKey(shown.user) ? shown : undefined;
}

function cut(text: string, colon: number): ShownText {
  return { user: text.slice(0, Math.max(colon, 0)), key: text.slice(colon + 1) };
}

/** Of a slip in capitals too, so that it is sent to no issuer that introspects. */
function looksLikeKey(text: string): boolean {
  return text.slice(0, KEY_PREFIX.length).toLowerCase() === KEY_PREFIX;
}
