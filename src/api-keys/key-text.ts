import { checksum } from '../crypto/hashing.ts';
import { randomBase62 } from '../crypto/random.ts';

/** What every key begins with, so that its form can be told from other credentials'. */
export const KEY_PREFIX = 'tsk_';

const KEY = new RegExp(
  `^(?<body>${KEY_PREFIX}(?<id>[0-9A-Za-z]{12})_(?<secret>[0-9A-Za-z]{43}))_(?<sum>[0-9A-Za-z]{6})$`,
);

/** What stands in a key. */
export interface KeyText {
  id: string;
  /** 256 bits. */
  secret: string;
}

export function newKeyText(): KeyText {
  return { id: randomBase62(12), secret: randomBase62(43) };
}

/** `tsk_<id>_<secret>_<checksum>`; the checksum is that of all before the last underscore (docs/api-keys.md). */
export function writeKey({ id, secret }: KeyText): string {
  const body = `${KEY_PREFIX}${id}_${secret}`;
  return `${body}_${checksum(body)}`;
}

/** `undefined` for anything that was never a key, a slip of one character included. */
export function readKey(text: string): KeyText | undefined {
  const { body, id, secret, sum } = KEY.exec(text)?.groups ?? {};
  if (body === undefined || id === undefined || secret === undefined || checksum(body) !== sum) return undefined;
  return { id, secret };
}
