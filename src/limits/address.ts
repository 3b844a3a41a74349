import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** By what an address is counted: an IPv6 one by its /64, which a single household has for itself; an IPv4 one as it is. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('%', 1).join('').split('::');
  const groups = front.split(':').filter((group) => group !== '');
  const behind = back?.split(':').filter((group) => group !== '') ?? [];
  // An IPv4 address at the end takes the place of two groups.
  const length = behind.length + (behind.at(-1)?.includes('.') === true ? 1 : 0);
  const all =
    back === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - length).fill('0'), ...behind];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
