import { readableSecret } from '../crypto/random.ts';

/** 79 bits in four groups, `kxtw-9fhq-m3rp-7vcd`: typed once from paper by whoever has to. */
export function newPassword(): string {
  return readableSecret(4, 4);
}
