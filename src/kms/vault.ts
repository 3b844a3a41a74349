import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { Agent, fetch as send } from 'undici';
import { z } from 'zod';
import { errorCode, isError } from '../problem/errors.ts';
import { KeysUnavailable, StartupError } from '../problem/problem.ts';
import type { KmsValues } from '../settings/schema/kms.ts';
import type { KeyWrap } from './key-wrap.ts';

const TIMEOUT = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Vault says by these that another try, or another node, may do. */
const AWAY = new Set([408, 412, 429, 472, 473]);

const login = z.object({ auth: z.object({ client_token: z.string().min(1) }) });
const encrypted = z.object({ data: z.object({ ciphertext: z.string().startsWith('vault:v') }) });
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });

/** What it said, where it refuses. */
type Refusals = Partial<Record<number, string>>;

/** The transit engine of HashiCorp Vault or OpenBao, by its HTTP API. */
export class VaultTransit implements KeyWrap {
  private readonly settings: KmsValues;
  private readonly timeout: number;
  private readonly agent: Agent;
  private token: string | undefined;

  /** @param authorities PEM certificates of further CAs */
  constructor(settings: KmsValues, authorities: readonly string[] = [], timeout = TIMEOUT) {
    const ca = authorities.length === 0 ? undefined : [...getCACertificates('default'), ...authorities];
    this.settings = settings;
    this.timeout = timeout;
    this.agent = new Agent({ connect: { timeout, ...(ca !== undefined && { ca }) } });
  }

  async wrap(key: Uint8Array): Promise<string> {
    const plaintext = Buffer.from(key).toString('base64');
    const { data } = await this.ask('encrypt', { plaintext, context: this.context }, encrypted, {
      400: 'refuses to wrap a key (400): its type has to be one that encrypts',
    });
    return data.ciphertext;
  }

  async unwrap(ciphertext: string): Promise<Uint8Array> {
    const { data } = await this.ask('decrypt', { ciphertext, context: this.context }, decrypted, {
      400:
        `does not open a key of CRYPTOKEY by its key ${this.settings.KMS_VAULT_KEY} (400): ` +
        'it was wrapped by another, or with another KMS_CONTEXT, or is not whole',
    });
    return Buffer.from(data.plaintext, 'base64');
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private get context(): string {
    return Buffer.from(this.settings.KMS_CONTEXT).toString('base64');
  }

  private async ask<T>(act: 'encrypt' | 'decrypt', body: object, form: z.ZodType<T>, refusals: Refusals): Promise<T> {
    const { KMS_VAULT_MOUNT: mount, KMS_VAULT_KEY: key } = this.settings;
    this.token ??= this.settings.KMS_VAULT_TOKEN ?? (await this.signIn());
    return this.post(`${mount}/${act}/${key}`, body, form, {
      403: `refuses the token (403): it is wrong or has ended, or its policy does not allow update on ${mount}/${act}/${key}`,
      404: `has no transit engine at ${mount} (404)`,
      ...refusals,
    });
  }

  /** As a Kubernetes service account. */
  private async signIn(): Promise<string> {
    const { KMS_VAULT_AUTH_MOUNT: mount, KMS_VAULT_ROLE: role, KMS_VAULT_JWT_PATH: path } = this.settings;
    const jwt = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new StartupError(`The service account’s JWT at ${path} cannot be read (${errorCode(error) ?? 'error'}).`);
    });
    const refused = 'refuses the service account: its role, its JWT or the mount of KMS_VAULT_AUTH_MOUNT is not right';
    const { auth } = await this.post(`auth/${mount}/login`, { role, jwt: jwt.trim() }, login, {
      400: `${refused} (400)`,
      403: `${refused} (403)`,
      404: `${refused} (404)`,
    });
    return auth.client_token;
  }

  private async post<T>(path: string, body: object, form: z.ZodType<T>, refusals: Refusals): Promise<T> {
    const { status, text } = await this.exchange(path, body);
    if (status === 503) throw new KeysUnavailable(`${this.name} is sealed, or in maintenance (503).`);
    if (status >= 500 || AWAY.has(status)) throw new KeysUnavailable(`${this.name} answers ${status}.`);
    if (status !== 200) throw new StartupError(`${this.name} ${refusals[status] ?? `answers ${status}`}.`);
    const read = form.safeParse(jsonOf(text));
    if (read.success) return read.data;
    throw new StartupError(`${this.name} answers what no Vault would: look at KMS_VAULT_ADDR.`);
  }

  private async exchange(path: string, body: object): Promise<{ status: number; text: string }> {
    const { KMS_VAULT_ADDR: address = '', KMS_VAULT_NAMESPACE: namespace } = this.settings;
    try {
      const answer = await send(`${address}/v1/${path}`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', 'x-vault-request': 'true' },
          ...(this.token !== undefined && { 'x-vault-token': this.token }),
          ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
        },
        body: JSON.stringify(body),
        // It would take the token along.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeout),
        dispatcher: this.agent,
      });
      return { status: answer.status, text: await readCapped(answer.body) };
    } catch (error) {
      throw new KeysUnavailable(`${this.name} does not answer (${reasonOf(error)}).`, error);
    }
  }

  private get name(): string {
    return `Vault at ${this.settings.KMS_VAULT_ADDR ?? '?'}`;
  }
}

async function readCapped(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!isError(error)) return 'error';
  if (error.name === 'TimeoutError') return 'not in time';
  return errorCode(error) ?? (isError(error.cause) ? reasonOf(error.cause) : error.name);
}
