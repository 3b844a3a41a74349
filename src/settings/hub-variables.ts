import { z } from 'zod';
import type { Report } from './fault.ts';
import { path, text } from './types/text.ts';
import { httpUrl } from './types/url.ts';

const absolutePath = path.startsWith('/', 'is not a path (/…)');
const url = httpUrl.transform((written) => written.replace(/\/+$/, ''));
const scopes = text.transform((written, context): readonly string[] => {
  const read = z.array(z.string().min(1)).min(1).safeParse(fromJson(written));
  if (read.success) return read.data;
  context.addIssue('is not a list of scopes in JSON');
  return z.NEVER;
});

/** Where to listen, as the Hub writes it: the host may be missing. */
const SERVICE_URL = /^http:\/\/(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^/:]*))(?::(?<port>\d+))?(?:\/|$)/;

const address = text.transform((written, context): { host: string; port: string } => {
  const { ipv6, name = '', port = '80' } = SERVICE_URL.exec(written)?.groups ?? {};
  if (SERVICE_URL.test(written)) return { host: ipv6 ?? (name === '' ? '127.0.0.1' : name), port };
  const isTls = written.startsWith('https:');
  context.addIssue(
    isTls ? 'asks for TLS (c.JupyterHub.internal_ssl), which this service does not do' : 'is not a URL (http://…)',
  );
  return z.NEVER;
});

/** What a Hub says to what it starts, or an operator to what a Hub does not start; URLs without a slash at the end. */
const variables = z.object({
  JUPYTERHUB_API_TOKEN: text.optional(),
  JUPYTERHUB_API_URL: url.optional(),
  JUPYTERHUB_BASE_URL: absolutePath.default('/'),
  JUPYTERHUB_HOST: url.optional(),
  JUPYTERHUB_PUBLIC_URL: url.optional(),
  JUPYTERHUB_PUBLIC_HUB_URL: url.optional(),
  JUPYTERHUB_SERVICE_NAME: text.optional(),
  JUPYTERHUB_SERVICE_PREFIX: absolutePath.optional(),
  JUPYTERHUB_SERVICE_URL: address.optional(),
  JUPYTERHUB_CLIENT_ID: text.optional(),
  JUPYTERHUB_OAUTH_CALLBACK_URL: z.union([absolutePath, url], 'is neither a path nor a URL').optional(),
  JUPYTERHUB_OAUTH_ACCESS_SCOPES: scopes.optional(),
  // What it was called before JupyterHub 3.
  JUPYTERHUB_OAUTH_SCOPES: scopes.optional(),
  JUPYTERHUB_USER: text.optional(),
  // The default server of a user has no name.
  JUPYTERHUB_SERVER_NAME: z.string().default(''),
  JUPYTERHUB_ACTIVITY_URL: url.optional(),
});

export type HubVariables = z.output<typeof variables>;
export type HubVariable = keyof HubVariables;

const NAMES = Object.keys(variables.shape) as HubVariable[];
const SECRET: HubVariable = 'JUPYTERHUB_API_TOKEN';

/** The variables that are sound in themselves, and every other one as if it were unset, and reported. */
export function readHubVariables(env: Readonly<Record<string, string | undefined>>, report: Report): HubVariables {
  const input: Partial<Record<HubVariable, string>> = {};
  for (const name of NAMES) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') input[name] = value;
  }
  const read = variables.safeParse(input);
  if (read.success) return read.data;
  for (const { path: at, message } of read.error.issues) {
    const name = at[0] as HubVariable;
    report.fault(name, placeOf(name), `${name === SECRET ? 'the value' : JSON.stringify(input[name])} ${message}`);
    Reflect.deleteProperty(input, name);
  }
  return variables.parse(input);
}

/** Where a value came from that the Hub gave. */
export function placeOf(name: HubVariable): { label: string; origin: string } {
  return { label: name, origin: `environment ${name}` };
}

function fromJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
