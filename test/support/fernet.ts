import { createCipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto';

/** Seals as the first edition did: Fernet, by the second half of the key, signed by the first. */
export function sealFernet(
  text: string,
  key: Uint8Array,
  { sealedAt = Math.floor(Date.now() / 1000), iv = randomBytes(16) }: { sealedAt?: number; iv?: Uint8Array } = {},
): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(sealedAt));
  const cipher = createCipheriv('aes-128-cbc', createSecretKey(key.subarray(16)), iv);
  const signed = Buffer.concat([Buffer.of(0x80), time, iv, cipher.update(text, 'utf8'), cipher.final()]);
  const mac = createHmac('sha256', createSecretKey(key.subarray(0, 16)))
    .update(signed)
    .digest();
  const base64 = Buffer.concat([signed, mac]).toString('base64');
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
