import { isIP } from 'node:net';
import { z } from 'zod';
import { reading } from './text.ts';

const HOST_NAME = /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?$/i;

/** A host name or an IP address to listen on; the brackets of an IPv6 address are taken off. */
export const host = z
  .string('is not a host name or an address')
  .transform(
    reading((text) => {
      const bare = text.replace(/^\[(.*)\]$/, '$1');
      // "127.0.0" and "300.1.1.1" look like host names, but nobody means one.
      const isName = HOST_NAME.test(bare) && !/^[\d.]+$/.test(bare);
      const inUrl = isIP(bare) === 6 ? `[${bare}]` : bare;
      // Links are built from it, which an address with a zone (fe80::1%eth0) does not allow.
      return (isName || isIP(bare) !== 0) && URL.canParse(`http://${inUrl}`) ? bare : undefined;
    }, 'is not a host name or an address'),
  )
  .describe('host name or address');

const NOT_A_RANGE = 'is not an address or a CIDR (10.0.0.0/8, fd00::/8)';

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const soundBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return version !== 0 && soundBits && rest.length === 0;
}

/** One address, or a range of addresses in CIDR notation. */
export const addressRange = z.string().transform((text, context) => {
  if (/^\d+$/.test(text)) {
    context.addIssue(
      'is a bare number: name the addresses or CIDRs of the proxies (10.0.0.0/8), not how many there are',
    );
    return z.NEVER;
  }
  if (/^(?:true|yes|on|\*)$/i.test(text)) {
    context.addIssue('would trust everybody: name the addresses or CIDRs of the proxies (10.0.0.0/8)');
    return z.NEVER;
  }
  if (isRange(text)) return text;
  context.addIssue(NOT_A_RANGE);
  return z.NEVER;
});

/** The same for networks that are allowed or refused. */
export const network = z.string().refine(isRange, NOT_A_RANGE);

/** Whether a host, as it stands in a URL or in `HOST`, is this machine itself. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === '::1' || /^(?:.+\.)?localhost\.?$/.test(bare) || (isIP(bare) === 4 && bare.startsWith('127.'));
}
