import { checksum } from '../crypto/hashing.ts';
import { randomBase62 } from '../crypto/random.ts';

/** A client secret of 256 bits: `tsc_<secret>_<checksum>`, so that scanners find one that was published by mistake. */
export function newClientSecret(): string {
  const body = `tsc_${randomBase62(43)}`;
  return `${body}_${checksum(body)}`;
}
