import { BlockList, isIP } from 'node:net';

/** Special-purpose addresses of IPv4 (IANA's registry, RFC 6890), and one where a cloud keeps its hosts' agent. */
const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
];
/** What is given out to the world … */
const PUBLIC_V6 = ['2000::/3'];
/** … but for what is special in it: Teredo and other protocols, documentation, and 6to4, which has IPv4 addresses inside. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/**
 * Where webhooks may lead to: public addresses, and the networks that the operator names. Everything else could be a service
 * behind the firewall, which takes the store for one of its own (SSRF).
 */
export class AllowedAddresses {
  private readonly named: BlockList;
  private readonly notPublic = listOf([...NOT_PUBLIC_V4, ...NOT_PUBLIC_V6]);
  private readonly publicV6 = listOf(PUBLIC_V6);

  /** @param networks addresses and CIDRs: `WEBHOOK_ALLOWED_NETWORKS` */
  constructor(networks: readonly string[]) {
    this.named = listOf(networks);
  }

  /** @param address an IP address, of IPv6 without brackets */
  allows(address: string): boolean {
    const family = familyOf(address);
    if (family === undefined) return false;
    if (this.named.check(address, family)) return true;
    // An IPv4 address in IPv6's clothes is none of 2000::/3.
    return !this.notPublic.check(address, family) && (family === 'ipv4' || this.publicV6.check(address, family));
  }
}

const LOOPBACK = listOf(['127.0.0.0/8', '::1']);

/** Whether an IP address is this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && LOOPBACK.check(address, family);
}

/** An address with a zone (`fe80::1%eth0`) has no family here: it is of a link, and never public. */
function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = address.includes('%') ? 0 : isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
