import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import type { Checked } from '../check.ts';
import { failureCode } from '../reading.ts';
import type { CommonValues } from '../schema.ts';
import { isLoopback } from '../types/address.ts';

const ANY_ADDRESS = ['0.0.0.0', '::'];

// TLS itself takes a file without certificates and says nothing.
const CERTIFICATE = /-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

/** What follows for the process: its public URL, and where people may be sent back to. */
export async function completeService(checked: Checked<CommonValues>) {
  const { CORS_ORIGINS, RETURN_URLS } = checked.values;
  const BASE_URL = baseUrl(checked);
  checkCookiePath(checked, BASE_URL);
  await checkCertificates(checked);
  return {
    BASE_URL,
    RETURN_URLS: RETURN_URLS ?? Object.freeze([new URL(BASE_URL).origin, ...CORS_ORIGINS.filter((it) => it !== '*')]),
  };
}

function baseUrl(checked: Checked<CommonValues>): string {
  const { BASE_URL, HOST, PORT } = checked.values;
  if (BASE_URL !== undefined) {
    const { protocol, hostname } = new URL(BASE_URL);
    if (protocol === 'http:' && !isLoopback(hostname)) {
      checked.warn('BASE_URL', 'is http: cookies and tokens travel in the clear');
    }
    return BASE_URL;
  }
  const host = ANY_ADDRESS.includes(HOST) ? 'localhost' : HOST;
  const url = new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${PORT}`).origin;
  if (!isLoopback(HOST) && !checked.isGiven('BASE_URL')) {
    checked.warn('BASE_URL', `is missing while HOST is ${HOST}: links and redirect URIs begin with ${url}`);
  }
  return url;
}

/** A browser would never show the store a cookie of another path: nobody could sign in. */
function checkCookiePath(checked: Checked<CommonValues>, base: string): void {
  const { SESSION_COOKIE_PATH: path } = checked.values;
  if (path === undefined || path === '/' || `${new URL(base).pathname}/`.startsWith(`${path}/`)) return;
  checked.fault(['SESSION_COOKIE_PATH', 'BASE_URL'], `is ${path}, and BASE_URL does not lie below it`);
}

async function checkCertificates(checked: Checked<CommonValues>): Promise<void> {
  const path = checked.values.CA_CERTS;
  if (path === undefined) return;
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (error) {
    checked.fault(['CA_CERTS'], `cannot read the file ${path} (${failureCode(error)})`);
    return;
  }
  if (!CERTIFICATE.test(pem)) checked.fault(['CA_CERTS'], `the file ${path} does not hold a certificate in PEM form`);
}
