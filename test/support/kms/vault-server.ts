import { z } from 'zod';
import { MasterKey, serveKms, type Answer, type Asked, type KmsServer } from './kms-server.ts';

export const VAULT_TOKEN = 'hvs.the-right-token-of-the-vault';
export const SERVICE_ACCOUNT = { role: 'tokenstore', jwt: 'eyJ.the-right-jwt.of-the-pod' };

const body = z.object({
  plaintext: z.base64().optional(),
  ciphertext: z.string().optional(),
  context: z.base64().optional(),
  role: z.string().optional(),
  jwt: z.string().optional(),
});

const denied: Answer = { status: 403, body: { errors: ['permission denied'] } };
const failed = (status: number, error: string): Answer => ({ status, body: { errors: [error] } });
const done = (data: object, auth: object | null = null): Answer => ({
  status: 200,
  body: { request_id: 'b1', lease_id: '', renewable: false, lease_duration: 0, data, warnings: null, auth },
});

/** Vault's transit engine at `transit`, its key `tokenstore` made with `derived=true`; and sign-in of Kubernetes' accounts. */
export async function startVault(): Promise<KmsServer> {
  const key = new MasterKey();
  const open = (ciphertext: string, context: string): Buffer | undefined =>
    key.decrypt(Buffer.from(ciphertext.replace(/^vault:v1:/, ''), 'base64'), context);
  const seal = (plain: Uint8Array, context: string): object => ({
    ciphertext: `vault:v1:${key.encrypt(plain, context).toString('base64')}`,
    key_version: 1,
  });

  function transit(act: string, asked: z.infer<typeof body>): Answer {
    const { plaintext, ciphertext = '', context } = asked;
    if (context === undefined) return failed(400, "missing 'context' for key derivation; the key was created with it");
    if (act === 'encrypt') {
      return plaintext === undefined
        ? failed(400, 'missing plaintext')
        : done(seal(Buffer.from(plaintext, 'base64'), context));
    }
    if (!ciphertext.startsWith('vault:v1:')) return failed(400, 'invalid ciphertext: no prefix');
    const plain = open(ciphertext, context);
    if (plain === undefined) return failed(400, 'cipher: message authentication failed');
    return act === 'decrypt' ? done({ plaintext: plain.toString('base64') }) : done(seal(plain, context));
  }

  return serveKms(({ method, path, headers, body: text }: Asked): Answer => {
    if (method !== 'POST') return failed(405, 'unsupported operation');
    const asked = body.safeParse(JSON.parse(text));
    if (!asked.success) return failed(400, 'failed to parse JSON input');
    if (path === '/v1/auth/kubernetes/login') {
      const { role, jwt } = asked.data;
      if (role !== SERVICE_ACCOUNT.role) return failed(400, `invalid role name "${role ?? ''}"`);
      return jwt === SERVICE_ACCOUNT.jwt ? done({}, { client_token: VAULT_TOKEN, policies: ['default'] }) : denied;
    }
    if (headers['x-vault-token'] !== VAULT_TOKEN) return denied;
    const [, mount, act = '', name] = /^\/v1\/(.+)\/(encrypt|decrypt|rewrap)\/([^/]+)$/.exec(path) ?? [];
    if (mount !== 'transit') return failed(404, `no handler for route "${mount ?? path}". route entry not found.`);
    return name === 'tokenstore' ? transit(act, asked.data) : failed(400, 'encryption key not found');
  });
}
