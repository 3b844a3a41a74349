import type { Checked } from '../check.ts';
import { isLoopback } from '../types/address.ts';

/** Warns of each of these URLs that is http and leads off this machine. */
export function warnOfPlainHttp<Name extends string>(
  checked: Checked<Partial<Record<Name, string | undefined>>>,
  names: readonly Name[],
): void {
  for (const name of names) {
    const value = checked.values[name];
    if (value === undefined) continue;
    const { protocol, hostname } = new URL(value);
    if (protocol === 'http:' && !isLoopback(hostname)) {
      checked.warn(name, `is http to ${hostname}: secrets and tokens travel in the clear`);
    }
  }
}
