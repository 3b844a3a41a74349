import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Report } from './fault.ts';
import type { Given, GivenValues } from './given.ts';
import { failureCode } from './reading.ts';

const client = z.object({
  client_id: z.string().trim().min(1),
  client_secret: z.string().trim().optional(),
  issuer: z.string().trim().optional(),
  auth_uri: z.string().trim().optional(),
  token_uri: z.string().trim().optional(),
  userinfo_uri: z.string().trim().optional(),
});

const document = z.union([z.object({ web: client }), z.object({ installed: client })]);

type Client = z.output<typeof client>;
type Member = keyof Client;

/** The settings that the file stands for, and the member that holds each. */
const CLIENT: Record<string, Member> = { CLIENT_ID: 'client_id', CLIENT_SECRET: 'client_secret' };
const DISCOVERY: Record<string, Member> = { DISCOVERY_URL: 'issuer' };
const ENDPOINTS: Record<string, Member> = {
  AUTHORIZE_URL: 'auth_uri',
  TOKEN_URL: 'token_uri',
  USERINFO_URL: 'userinfo_uri',
};

/**
 * Adds what the `client_secrets.json` named by `<prefix>CLIENT_SECRETS` gives, as if it had been given by name: client
 * id and secret; the issuer unless there is a discovery URL; without both, the endpoints that are not set. Beside a
 * preset, which knows them all, the client alone.
 *
 * @param prefix `OIDC_`, or that of a provider
 */
export async function addClientSecrets(
  prefix: string,
  values: GivenValues,
  cwd: string,
  report: Report,
): Promise<void> {
  const name = `${prefix}CLIENT_SECRETS`;
  const given = values.get(name);
  // A path that is no text is a fault of its own, reported where types are checked.
  if (typeof given?.value !== 'string') return;

  const twice = ['CLIENT_ID', 'CLIENT_SECRET'].map((key) => values.get(prefix + key)).filter((other) => other);
  for (const other of twice) {
    if (other) report.fault(name, given, `${other.label} is set as well; keep the file or the value`);
  }
  const found = twice.length === 0 ? await readClient(resolve(cwd, given.value)) : undefined;
  if (typeof found !== 'object') {
    if (found !== undefined) report.fault(name, given, found);
    for (const key of Object.keys({ ...CLIENT, ...DISCOVERY, ...ENDPOINTS })) {
      if (!values.get(prefix + key)) values.fail(prefix + key);
    }
    return;
  }
  for (const [key, member] of Object.entries(membersFor(prefix, found, values))) {
    const value = found[member];
    if (value) values.set(prefix + key, fromFile(prefix + key, value, member, given.value));
  }
}

function membersFor(prefix: string, found: Client, values: GivenValues): Record<string, Member> {
  if (values.get(`${prefix}DISCOVERY_URL`) ?? values.get(`${prefix}PRESET`)) return CLIENT;
  if (found.issuer) return { ...CLIENT, ...DISCOVERY };
  if (prefix === 'OIDC_') return CLIENT;
  return Object.fromEntries(
    Object.entries({ ...CLIENT, ...ENDPOINTS }).filter(([key]) => values.get(prefix + key) === undefined),
  );
}

function fromFile(name: string, value: string, member: Member, path: string): Given {
  return { name, value, label: `${name} (${member} in ${path})`, origin: basename(path) };
}

/** The client in a file, or a phrase that says why there is none. */
async function readClient(path: string): Promise<Client | string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return `cannot read the file ${path} (${failureCode(error)})`;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `the file ${path} is not JSON`;
  }
  const parsed = document.safeParse(json);
  if (!parsed.success)
    return `the file ${path} is not of the form {"web": {"client_id": "…", "client_secret": "…", …}}`;
  return 'web' in parsed.data ? parsed.data.web : parsed.data.installed;
}
