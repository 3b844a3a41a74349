import { plainKeys } from '../../settings/types/key.ts';

/** The last edition with commas, the one before with semicolons. A raw key may have the other of the two in it. */
const SEPARATORS = [',', ';', /[,;]/];

/**
 * The first edition's `CRYPTOKEY`: keys of 32 bytes, as they are, in base64, base64url or hex.
 * @returns `undefined` where there is anything else among them
 */
export function firstEditionKeys(text: string): readonly Uint8Array[] | undefined {
  for (const separator of SEPARATORS) {
    const read = plainKeys.safeParse(text.trim().split(separator));
    if (read.success) return read.data;
  }
  return undefined;
}
