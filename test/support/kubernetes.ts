import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterPlace } from '../../src/workshop/secret/cluster.ts';
import { createAuthority } from './identity-provider/certificates.ts';

/** A Secret as a cluster keeps it. */
export interface KeptSecret {
  resourceVersion: number;
  annotations: Record<string, string>;
  /** Base64. */
  data: Record<string, string>;
}

/** A cluster's API server as far as one Secret goes: it knows the tokens of one service account, and who was first. */
export interface FakeCluster {
  place: ClusterPlace;
  secret: KeptSecret | undefined;
  /** What was asked, and how it was answered: `PATCH 409`. */
  readonly calls: string[];
  /** What the service account may. */
  verbs: Set<string>;
  /** Somebody else is quicker: done between the next reading and the writing behind it. */
  onceBeforeChange: (() => void) | undefined;
  /** From now on this token alone is good, and stands where the pod finds it. */
  rotateToken(token: string): Promise<void>;
  /** The text of a key. */
  text(key: string): string;
  /** As somebody with kubectl does it. */
  edit(key: string, change: (text: string) => string): void;
  close(): Promise<void>;
}

const VERBS: Readonly<Record<string, string>> = { GET: 'get', PATCH: 'patch', PUT: 'update', POST: 'create' };
/** Of an annotation: a DNS subdomain, then a name of at most 63. */
const ANNOTATION = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

export async function startCluster(path: string, data: Record<string, string>): Promise<FakeCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenstore-cluster-'));
  const authority = createAuthority('Cluster');
  await writeFile(join(directory, 'ca.crt'), authority.cert);
  let good = '';
  const server = createServer(authority.issue('127.0.0.1'), (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const cluster: FakeCluster = {
    place: { host: '127.0.0.1', port: String(port), directory },
    secret: {
      resourceVersion: 1,
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, toBase64(text)])),
    },
    calls: [],
    verbs: new Set(['get', 'patch']),
    onceBeforeChange: undefined,
    async rotateToken(token) {
      good = token;
      await writeFile(join(directory, 'token'), `${token}\n`);
    },
    text: (key) => Buffer.from(cluster.secret?.data[key] ?? '', 'base64').toString('latin1'),
    edit(key, change) {
      if (cluster.secret === undefined) throw new Error('there is no Secret');
      cluster.secret.data[key] = toBase64(change(cluster.text(key)));
      cluster.secret.resourceVersion += 1;
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
      await rm(directory, { recursive: true });
    },
  };
  await cluster.rotateToken('first');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const [status, body] = judge(request, Buffer.concat(chunks).toString());
    cluster.calls.push(`${request.method ?? ''} ${status}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  function judge({ method = '', url, headers }: IncomingMessage, body: string): [status: number, body: unknown] {
    if (headers.authorization !== `Bearer ${good}`) return [401, {}];
    if (url !== path || !cluster.verbs.has(VERBS[method] ?? '')) return [403, {}];
    const { secret } = cluster;
    if (secret === undefined) return [404, {}];
    if (method === 'GET') return [200, rendered(secret)];
    if (headers['content-type'] !== 'application/merge-patch+json') return [415, {}];
    cluster.onceBeforeChange?.();
    cluster.onceBeforeChange = undefined;
    const patch = JSON.parse(body) as {
      metadata?: { resourceVersion?: string; annotations?: Record<string, string | null> };
      data?: Record<string, string | null>;
    };
    if (patch.metadata?.resourceVersion !== String(secret.resourceVersion)) return [409, {}];
    if (Object.keys(patch.metadata.annotations ?? {}).some((name) => !ANNOTATION.test(name))) return [422, {}];
    secret.annotations = merged(secret.annotations, patch.metadata.annotations);
    secret.data = merged(secret.data, patch.data);
    secret.resourceVersion += 1;
    return [200, rendered(secret)];
  }

  return cluster;
}

/** RFC 7396, of flat objects. */
function merged(old: Record<string, string>, patch: Record<string, string | null> = {}): Record<string, string> {
  const all = Object.entries({ ...old, ...patch });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function rendered({ resourceVersion, annotations, data }: KeptSecret): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'users', namespace: 'hub', resourceVersion: String(resourceVersion), annotations },
    ...(Object.keys(data).length > 0 && { data }),
    type: 'Opaque',
  };
}

const toBase64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
