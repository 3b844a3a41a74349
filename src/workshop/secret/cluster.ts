import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { deepestCode } from '../../providers/outbound.ts';
import type { SecretKey } from '../../settings/types/secret-key.ts';

/** Where a pod finds its cluster's API server, and what it proves itself with. */
export interface ClusterPlace {
  host: string;
  port: string;
  /** Has `token` and `ca.crt`. */
  directory: string;
}

/** A Secret as it was read; written back only if it is still the same. */
export interface ReadSecret {
  version: string;
  /** By key, a character for each byte: what others wrote comes back as it was, whatever it is. */
  data: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
}

export interface SecretChange {
  data: Readonly<Record<string, string>>;
  /** `null` takes one away. */
  annotations: Readonly<Record<string, string | null>>;
}

/** The API server did not do what it was asked; the message says why, in a line for the operator. */
export class ClusterRefused extends Error {
  override readonly name = 'ClusterRefused';
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TIMEOUT = 10_000;
const MOST_BYTES = 2 * 1024 * 1024;

const secret = z.object({
  metadata: z.object({ resourceVersion: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
  data: z.record(z.string(), z.string()).optional(),
});

/** The cluster that this process runs in as a pod, if it does. */
export function ownCluster(env: Readonly<Record<string, string | undefined>>): ClusterPlace | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (host === undefined || port === undefined) return undefined;
  return { host, port, directory: SERVICE_ACCOUNT };
}

/** Reads and changes one Secret through the cluster's API, as the pod's service account. */
export class ClusterSecret {
  private readonly place: ClusterPlace;
  private readonly secret: SecretKey;

  constructor(place: ClusterPlace, secretKey: SecretKey) {
    this.place = place;
    this.secret = secretKey;
  }

  /** @throws ClusterRefused */
  async read(): Promise<ReadSecret> {
    const { status, text } = await this.send('GET');
    if (status !== 200) throw this.refused(status, 'read');
    const { metadata, data = {} } = this.parse(text);
    return {
      version: metadata.resourceVersion,
      data: new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('latin1')])),
      annotations: new Map(Object.entries(metadata.annotations ?? {})),
    };
  }

  /**
   * Changes what is named, and leaves the rest alone.
   * @param version of the Secret that the change was made for
   * @returns false where somebody else changed it since: read it anew
   * @throws ClusterRefused
   */
  async change(version: string, { data, annotations }: SecretChange): Promise<boolean> {
    const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'latin1').toString('base64')]);
    const patch = {
      metadata: { resourceVersion: version, annotations },
      data: Object.fromEntries(encoded) as Record<string, string>,
    };
    const { status } = await this.send('PATCH', JSON.stringify(patch));
    if (status === 409) return false;
    if (status !== 200) throw this.refused(status, 'change');
    return true;
  }

  private async send(method: 'GET' | 'PATCH', body?: string): Promise<{ status: number; text: string }> {
    const { namespace, name } = this.secret;
    const { host, port, directory } = this.place;
    const authority = host.includes(':') ? `[${host}]` : host;
    const url = `https://${authority}:${port}/api/v1/namespaces/${namespace}/secrets/${name}`;
    // Both change while we run: the token every hour or so, the authority hardly ever.
    const [token, ca] = await Promise.all(['token', 'ca.crt'].map((file) => this.readMounted(join(directory, file))));
    const agent = new Agent({ connect: { ca, timeout: TIMEOUT }, maxResponseSize: MOST_BYTES });
    try {
      const response = await request(url, {
        dispatcher: agent,
        method,
        headers: {
          authorization: `Bearer ${(token ?? '').trim()}`,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/merge-patch+json' }),
        },
        body: body ?? null,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      const code = deepestCode(error);
      throw new ClusterRefused(`the API server at ${authority}:${port} cannot be reached${code && ` (${code})`}`, {
        cause: error,
      });
    } finally {
      await agent.destroy();
    }
  }

  private async readMounted(path: string): Promise<string> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      throw new ClusterRefused(`${path} cannot be read: is the service account's token mounted?`, { cause: error });
    }
  }

  private parse(text: string): z.output<typeof secret> {
    try {
      return secret.parse(JSON.parse(text));
    } catch {
      // The cause would show what stands in the Secret.
      throw new ClusterRefused('the API server answered something else than a Secret');
    }
  }

  private refused(status: number, what: 'read' | 'change'): ClusterRefused {
    const { namespace, name } = this.secret;
    const hint =
      status === 404
        ? `there is no Secret ${name} in ${namespace}: kubectl -n ${namespace} create secret generic ${name}`
        : status === 403
          ? 'the service account lacks the rights of deploy/kubernetes/workshop-secret.yaml'
          : 'see the log of the API server';
    return new ClusterRefused(
      `the Secret ${namespace}/${name} cannot be ${what === 'read' ? 'read' : 'changed'} (${status}): ${hint}`,
    );
  }
}
