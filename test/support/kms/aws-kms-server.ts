import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { MasterKey, serveKms, type Answer, type Asked, type KmsServer } from './kms-server.ts';

export const AWS_CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the-right-secret-access-key' };
export const AWS_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = `arn:aws:kms:eu-central-1:111122223333:key/${AWS_KEY_ID}`;

const body = z.object({
  KeyId: z.string().optional(),
  Plaintext: z.base64().optional(),
  CiphertextBlob: z.base64().optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

const refused = (type: string): Answer => ({ status: 400, body: { __type: type, message: 'no' } });

/** AWS KMS with one symmetric key: JSON 1.1, requests signed by Signature Version 4. */
export async function startAwsKms(): Promise<KmsServer> {
  const key = new MasterKey();
  return serveKms((asked: Asked): Answer => {
    const wrong = wrongSignature(asked);
    if (wrong !== undefined) return refused(wrong);
    const { KeyId, Plaintext, CiphertextBlob, EncryptionContext } = body.parse(JSON.parse(asked.body));
    // The order of its members says nothing.
    const context = JSON.stringify(Object.entries(EncryptionContext).sort());
    const isKnown = KeyId === undefined || [AWS_KEY_ID, ARN, 'alias/tokenstore'].includes(KeyId);
    switch (asked.headers['x-amz-target']) {
      case 'TrentService.Encrypt': {
        if (KeyId === undefined || Plaintext === undefined) return refused('ValidationException');
        if (!isKnown) return refused('NotFoundException');
        const sealed = key.encrypt(Buffer.from(Plaintext, 'base64'), context).toString('base64');
        return { status: 200, body: { CiphertextBlob: sealed, KeyId: ARN, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
      }
      case 'TrentService.Decrypt': {
        if (CiphertextBlob === undefined) return refused('ValidationException');
        if (!isKnown) return refused('IncorrectKeyException');
        const plain = key.decrypt(Buffer.from(CiphertextBlob, 'base64'), context);
        if (plain === undefined) return refused('InvalidCiphertextException');
        const Opened = plain.toString('base64');
        return { status: 200, body: { Plaintext: Opened, KeyId: ARN, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
      }
      default:
        return refused('UnknownOperationException');
    }
  }, 'application/x-amz-json-1.1');
}

/** Reckons the signature anew. @returns the name of the exception for what is wrong with it */
function wrongSignature({ method, path, headers, body: text }: Asked): string | undefined {
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, id, scope = '', names = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) return 'MissingAuthenticationTokenException';
  if (id !== AWS_CREDENTIALS.accessKeyId) return 'UnrecognizedClientException';
  const signed = names.split(';');
  if (!['host', 'x-amz-date', 'x-amz-target'].every((name) => signed.includes(name)))
    return 'InvalidSignatureException';
  const canonical = [
    ...[method, path, ''],
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    ...['', names, createHash('sha256').update(text).digest('hex')],
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (so, part) => createHmac('sha256', so).update(part).digest(),
      `AWS4${AWS_CREDENTIALS.secretAccessKey}`,
    );
  const right = createHmac('sha256', key).update(toSign).digest('hex');
  return right === signature ? undefined : 'InvalidSignatureException';
}
