import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** In it the front door tells which certificate the caller showed (base64 of its DER), if the authority has issued it. */
export const certificateHeader = 'x-client-certificate';

/** PEM text of a key and of its certificate. */
export interface Certified {
  key: string;
  cert: string;
}

/** A certificate authority that exists for one test. */
export interface Authority {
  readonly cert: string;
  /** A certificate for `commonName`, good for a server on 127.0.0.1 and for a client alike. */
  issue: (commonName: string) => Certified;
}

export function createAuthority(commonName = 'Test authority'): Authority {
  const own = newKey();
  const cert = certificate({ subject: commonName, issuer: commonName, key: own, signer: own, authority: true });
  return {
    cert,
    issue(subject) {
      const key = newKey();
      return { key: pem('PRIVATE KEY', key.export({ type: 'pkcs8', format: 'der' })), cert: issued(subject, key) };
    },
  };

  function issued(subject: string, key: KeyObject): string {
    return certificate({ subject, issuer: commonName, key, signer: own, authority: false });
  }
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

interface Parts {
  subject: string;
  issuer: string;
  key: KeyObject;
  signer: KeyObject;
  authority: boolean;
}

const day = 24 * 3600 * 1000;

/** An X.509 certificate (RFC 5280, section 4.1) signed with ECDSA and SHA-256. */
function certificate({ subject, issuer, key, signer, authority }: Parts): string {
  const algorithm = sequence(identifier('2a8648ce3d040302'));
  const now = Date.now();
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    named(issuer),
    sequence(time(now - day), time(now + 30 * day)),
    named(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(authority))),
  );
  return pem('CERTIFICATE', sequence(body, algorithm, bits(sign('sha256', body, signer))));
}

function extensions(authority: boolean): Buffer[] {
  const yes = tagged(0x01, Buffer.from([0xff]));
  const constraints = sequence(identifier('551d13'), yes, tagged(0x04, sequence(...(authority ? [yes] : []))));
  // Of the alternative names, 7 is an IP address and 2 a DNS name.
  const names = sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])), tagged(0x82, Buffer.from('localhost')));
  return authority ? [constraints] : [constraints, sequence(identifier('551d11'), tagged(0x04, names))];
}

const named = (commonName: string): Buffer =>
  sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(commonName)))));
const time = (at: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const integer = (value: Buffer): Buffer => tagged(0x02, value);
const bits = (value: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), value]));
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));

/** A value in DER: its tag, its length, itself. */
function tagged(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
