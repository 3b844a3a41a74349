import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { dump, load, loadAll } from 'js-yaml';
import { commonSettings, issuerSettings, providerSettings } from '../../src/settings/schema.ts';
import { version } from '../../src/settings/version.ts';
import { refusalOf } from '../docs/snippets/commands.ts';
import { faultsOfVariables } from '../docs/snippets/settings.ts';
import { Refused, type Values } from './chart/functions.ts';
import { CHART, defaults, over, render, type Manifest, type Rendered } from './chart/render.ts';

const helm = findHelm();
const APP = join(CHART, '../../..');

const example = load(await readFile(join(CHART, 'values-example.yaml'), 'utf8')) as Values;
const schema = JSON.parse(await readFile(join(CHART, 'values.schema.json'), 'utf8')) as object;
const fits = new Ajv({ allErrors: true }).compile(schema);

const KEY = '00'.repeat(32);

/** Everything on, secrets made by the chart. */
const FULL: Values = {
  image: { repository: 'registry.example.org/tokenstore', digest: `sha256:${'a'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  settings: {
    BASE_URL: 'https://example.org/store',
    LOCAL_ACCOUNTS: true,
    CORS_ORIGINS: ['https://a.example', 'https://b.example'],
    CLIENTS: [{ id: 'portal', rules: [{ providers: '*', users: 'all' }] }],
  },
  secrets: { values: { CRYPTOKEY: KEY, DATABASE_URL: 'postgresql://postgres/tokenstore', METRICS_TOKEN: 'token' } },
  ingress: { enabled: true, annotations: { a: 'b' } },
  autoscaling: { enabled: true },
  networkPolicy: { enabled: true, ingressFrom: [{ namespaceSelector: {} }], extraEgress: [{}] },
  serviceMonitor: { enabled: true, tokenSecret: { name: 'tokenstore', key: 'METRICS_TOKEN' } },
  persistence: { enabled: false },
  extraEnv: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=512' }],
  extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }],
  extraVolumeMounts: [{ name: 'ca', mountPath: '/ca' }],
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'high',
  podAnnotations: { c: 'd' },
  podLabels: { e: 'f' },
};

/** One pod, on SQLite. */
const SMALL: Values = {
  image: { repository: 'tokenstore', tag: 'latest' },
  replicas: 1,
  settings: { BASE_URL: 'http://127.0.0.1:5000', LOCAL_ACCOUNTS: true },
};

const VARIANTS: readonly (readonly [name: string, values: Values])[] = [
  ['the example', example],
  ['everything on', FULL],
  ['one pod on SQLite', SMALL],
  ['no migration job', over(FULL, { migration: { job: false }, preStopDelay: 0, persistence: { enabled: true } })],
];

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly securityContext: object;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Pod {
  readonly containers: readonly [Container];
  readonly volumes?: readonly { readonly name: string }[];
  readonly enableServiceLinks: boolean;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
}

interface PodOwner {
  readonly replicas?: number;
  readonly template: { readonly metadata: { readonly labels: Values }; readonly spec: Pod };
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

function only({ manifests }: Rendered, kind: string): Manifest {
  const [one, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${kind}, or none`);
  return one;
}

function specOf(rendered: Rendered, ...kinds: string[]): PodOwner | undefined {
  const found = rendered.manifests.find(({ kind }) => kinds.includes(kind));
  return found?.['spec'] as PodOwner | undefined;
}

function valueOf({ env }: Container, name: string): string | undefined {
  return env.find((variable) => variable.name === `TOKENSTORE_${name}`)?.value;
}

describe.each(VARIANTS)('the chart with %s', (_, values) => {
  let rendered: Rendered;
  let service: PodOwner;
  let job: PodOwner | undefined;
  let pods: Pod[];

  beforeAll(async () => {
    expect([fits(over(await defaults(), values)), fits.errors]).toEqual([true, null]);
    rendered = await render(values);
    service = specOf(rendered, 'StatefulSet', 'Deployment')!;
    job = specOf(rendered, 'Job');
    pods = [service, ...(job ? [job] : [])].map(({ template }) => template.spec);
  });

  it('gives every object a name of its own', () => {
    const names = rendered.manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^\w+\/tokenstore(-[a-z]+)?$/.test(name))).toBe(true);
  });

  it('sets variables that the service takes', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'chart-'));
    for (const { containers } of pods) {
      const ours = containers[0].env.filter(({ name }) => name.startsWith('TOKENSTORE_'));
      const variables = Object.fromEntries(ours.map(({ name, value }) => [name, value]));
      expect(ours).toHaveLength(Object.keys(variables).length);
      // A Secret's value is anything; that of a URL has to look like one.
      const { TOKENSTORE_DATABASE_URL_FILE: url, ...others } = variables;
      const inClear = url === undefined ? {} : { TOKENSTORE_DATABASE_URL: 'postgresql://postgres/tokenstore' };
      expect(await faultsOfVariables({ ...others, ...inClear }, directory)).toEqual([]);
    }
    await rm(directory, { recursive: true });
  });

  it('has each secret as a file where its variable says', () => {
    for (const { containers, volumes = [] } of pods) {
      const [{ env, volumeMounts }] = containers;
      const files = env.filter(({ name }) => name.endsWith('_FILE')).map(({ value }) => value);
      const mounted = volumeMounts.find(({ name }) => name === 'secrets')?.mountPath;
      expect(files.filter((file) => !file.startsWith(`${mounted ?? ''}/`))).toEqual([]);
      const secrets = volumes.find(({ name }) => name === 'secrets') as
        { projected: { sources: { secret: { name: string; items?: { path: string }[] } }[] } } | undefined;
      const there = (secrets?.projected.sources ?? []).flatMap(
        ({ secret }) => secret.items?.map(({ path }) => path) ?? Object.keys(madeSecret(rendered, secret.name)),
      );
      expect(there.sort()).toEqual(files.map((file) => file.split('/').at(-1)).sort());
      expect(JSON.stringify(containers)).not.toContain(KEY);
    }
  });

  it('mounts volumes that there are', () => {
    const claims = service.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
    for (const [index, { containers, volumes = [] }] of pods.entries()) {
      const mounts = containers[0].volumeMounts.map(({ name }) => name);
      expect([...volumes.map(({ name }) => name), ...(index === 0 ? claims : [])].sort()).toEqual(mounts.sort());
      expect(containers[0].volumeMounts.find(({ name }) => name === 'data')?.mountPath).toBe(
        valueOf(containers[0], 'INSTANCE_PATH'),
      );
    }
  });

  it('asks paths that answer, at the port on which it listens', async () => {
    const { paths } = JSON.parse(await readFile(join(APP, 'docs/openapi.json'), 'utf8')) as { paths: object };
    const [container] = service.template.spec.containers;
    const [port] = container.ports;
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(probes.map(({ httpGet }) => httpGet.port)).toEqual([port?.name, port?.name, port?.name]);
    expect(probes.map(({ httpGet }) => httpGet.path).filter((path) => !(path in paths))).toEqual([]);
    expect(probes[1]?.httpGet.path).not.toBe('/readyz');
    expect(String(port?.containerPort)).toBe(valueOf(container, 'PORT'));
    for (const { spec } of rendered.manifests.filter(({ kind }) => kind === 'Service')) {
      expect((spec as { ports: { targetPort: string }[] }).ports.map(({ targetPort }) => targetPort)).toEqual([
        port?.name,
      ]);
    }
  });

  it('gives a pod the time that its end takes', () => {
    const { containers, terminationGracePeriodSeconds } = service.template.spec;
    const finish = Number.parseInt(valueOf(containers[0], 'SHUTDOWN_TIMEOUT') ?? '', 10);
    const delay = over({ preStopDelay: 5 }, values)['preStopDelay'] as number;
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(delay + finish + 90);
  });

  it('runs as anybody but root, and writes nowhere else', () => {
    for (const pod of pods) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.securityContext).not.toHaveProperty('runAsUser');
      expect(pod.containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect([pod.enableServiceLinks, pod.automountServiceAccountToken]).toEqual([false, false]);
    }
  });

  it('migrates once: by the Job, or by the pods', async () => {
    const [container] = service.template.spec.containers;
    expect(valueOf(container, 'DATABASE_MIGRATE')).toBe(String(job === undefined));
    if (job === undefined) return;
    const [program, ...words] = job.template.spec.containers[0].command ?? [];
    expect([program, await refusalOf(words)]).toEqual(['tokenstore', undefined]);
    expect(only(rendered, 'Job').metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
  });

  it('selects its pods, and not the Job’s', () => {
    const labels = service.template.metadata.labels;
    const selectors = rendered.manifests.flatMap(({ kind, spec }) => {
      const { selector } = (spec ?? {}) as { selector?: { matchLabels?: object } };
      if (selector === undefined || kind === 'ServiceMonitor') return [];
      return [selector.matchLabels ?? selector];
    });
    expect(selectors.length).toBeGreaterThan(1);
    for (const selector of selectors) {
      expect(labels).toMatchObject(selector);
      if (job !== undefined) expect(job.template.metadata.labels).not.toMatchObject(selector);
    }
  });

  (helm === '' ? it.skip : it)('is rendered so by Helm too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'chart-'));
    const file = join(directory, 'values.yaml');
    await writeFile(file, dump(values));
    const text = execFileSync(helm, ['template', 'tokenstore', CHART, '--values', file], { encoding: 'utf8' });
    await rm(directory, { recursive: true });
    const byKind = (manifests: readonly Manifest[]): Record<string, Manifest> =>
      Object.fromEntries(manifests.map((one) => [`${one.kind}/${one.metadata.name}`, withoutChecksum(one)]));
    expect(byKind(loadAll(text) as Manifest[])).toEqual(byKind(rendered.manifests));
  });
});

describe('the chart', () => {
  it('is of this version', async () => {
    const { appVersion } = load(await readFile(join(CHART, 'Chart.yaml'), 'utf8')) as { appVersion: string };
    expect(appVersion).toBe(version());
  });

  it('has values and a schema that name the same', async () => {
    const { properties } = schema as { properties: object };
    expect(Object.keys(properties).sort()).toEqual(['global', ...Object.keys(await defaults())].sort());
  });

  it.each([
    ['no image', { image: { repository: '' } }, /image\.repository/],
    ['no address', { settings: { BASE_URL: '' } }, /BASE_URL/],
    ['no key', { secrets: { values: { CRYPTOKEY: '' } } }, /CRYPTOKEY is required/],
    ['replicas on SQLite', { secrets: { values: { DATABASE_URL: '' } } }, /Several replicas need PostgreSQL/],
    ['a Secret without a name', { secrets: { from: { SECRET_KEY: {} } } }, /which Secret/],
    ['a setting twice', { settings: { DATABASE_URL: 'postgresql://p/t' } }, /given twice/],
    ['a secret in clear', { settings: { GITHUB_CLIENT_SECRET: 'secret' } }, /is a secret/],
    [
      'SQLite in a directory that goes',
      { replicas: 1, autoscaling: { enabled: false }, secrets: { values: { DATABASE_URL: '' } } },
      /would lose every grant/,
    ],
  ])('refuses %s', async (_, values: Values, message) => {
    const refused = render(over(FULL, values));
    await expect(refused).rejects.toBeInstanceOf(Refused);
    await expect(refused).rejects.toThrow(message);
  });

  // Parameters and rules that hold no secret as a rule, and would be unreadable in one.
  const MAY_BE_SECRET = /^(?:CLIENTS|\w+_PARAMS|REQUEST_HEADERS)$/;

  it.each(
    [...commonSettings, ...providerSettings, ...issuerSettings]
      .filter(({ name, secret }) => secret === true && !MAY_BE_SECRET.test(name))
      .map(({ name }) => name),
  )('takes %s as a secret only', async (name) => {
    await expect(render(over(FULL, { settings: { [name]: 'secret' } }))).rejects.toThrow(/is a secret|given twice/);
  });

  it.each([
    ['a setting that the chart makes', { settings: { PORT: 8080 } }],
    ['a setting with its prefix', { settings: { TOKENSTORE_LOG_LEVEL: 'debug' } }],
    ['a value that there is not', { replicaCount: 2 }],
    ['a setting without a value', { settings: { ADMIN_ROLES: null } }],
    ['a secret that is no text', { secrets: { values: { CRYPTOKEY: 1 } } }],
  ])('has a schema against %s', async (_, values: Values) => {
    expect(fits(over(await defaults(), values))).toBe(false);
  });

  it('leaves file group to OpenShift', async () => {
    const here = specOf(await render(SMALL), 'StatefulSet');
    const there = specOf(await render(SMALL, ['security.openshift.io/v1']), 'StatefulSet');
    expect(here?.template.spec.securityContext).toHaveProperty('fsGroup');
    expect(there?.template.spec.securityContext).toEqual({
      runAsNonRoot: true,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  it('leads to the address that people see', async () => {
    const { spec } = only(await render(FULL), 'Ingress');
    expect(spec).toMatchObject({ rules: [{ host: 'example.org', http: { paths: [{ path: '/store' }] } }] });
  });

  it('tells what to do next, and no secret', async () => {
    const { notes } = await render(FULL);
    expect(notes).toContain('https://example.org/store/api/oidc/callback');
    expect(notes).not.toContain(KEY);
  });
});

function madeSecret({ manifests }: Rendered, name: string): object {
  const secret = manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name);
  return secret?.['stringData'] ?? {};
}

/** Two writers of JSON need not write the same bytes. */
function withoutChecksum(manifest: Manifest): Manifest {
  return JSON.parse(
    JSON.stringify(manifest).replaceAll(/"checksum\/secrets":"\w+"/g, '"checksum/secrets":""'),
  ) as Manifest;
}

/** Helm itself, that of TEST_HELM or of the path: where there is one, it judges our own rendering. */
function findHelm(): string {
  const places = (process.env['PATH'] ?? '').split(delimiter).map((place) => join(place, 'helm'));
  return [process.env['TEST_HELM'] ?? '', ...places].find((place) => place !== '' && existsSync(place)) ?? '';
}
