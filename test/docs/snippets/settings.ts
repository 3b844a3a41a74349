import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { environmentValues, PREFIX, SETTINGS_VARIABLE } from '../../../src/settings/environment.ts';
import { SettingsError } from '../../../src/settings/fault.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { commonSettings, issuerSettings, providerSettings } from '../../../src/settings/schema.ts';

const KEY = '00'.repeat(32);

/** What a reader has set besides what a block shows. */
const BASE: Readonly<Record<string, string>> = {
  OIDC_DISCOVERY_URL: 'https://login.example.org',
  OIDC_CLIENT_ID: 'tokenstore',
  OIDC_CLIENT_SECRET: 'secret',
  TOKEN_PROVIDERS: 'idp1',
  IDP1_DISCOVERY_URL: 'https://idp1.example.org',
  IDP1_CLIENT_ID: 'tokenstore',
  IDP1_CLIENT_SECRET: 'secret',
  TRUSTED_ISSUERS: 'k8s',
  K8S_ISSUER: 'https://kubernetes.default.svc.cluster.local',
  K8S_AUDIENCE: 'tokenstore',
  CRYPTOKEY: KEY,
};

const common = new Set(commonSettings.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
const families = [...providerSettings, ...issuerSettings].map(({ name }) => name);

/** Whether a variable names a setting, of the service or of any provider, or is one that Kubernetes injects. */
export function isVariable(variable: string): boolean {
  if (variable === SETTINGS_VARIABLE || environmentValues({ [variable]: 'tcp://10.0.0.1:5000' }).length === 0)
    return true;
  const name = variable.slice(PREFIX.length);
  return [name, name.replace(/_FILE$/, '')].some(
    (one) => common.has(one) || families.some((setting) => one.endsWith(`_${setting}`)),
  );
}

/** Whether a line of the page of presets sets a provider's knob. */
export function isKnob(name: string): boolean {
  return families.includes(name);
}

/** What the service says against the variables that a block sets. @param directory holds a file for each …_FILE */
export async function faultsOfVariables(
  variables: Readonly<Record<string, string>>,
  directory: string,
): Promise<string[]> {
  const file = join(directory, 'secret');
  await writeFile(file, KEY);
  const given = Object.entries(variables).map(
    ([name, value]) => [name, name.endsWith('_FILE') ? file : value] as const,
  );
  const names = new Set(given.map(([name]) => name.replace(/_FILE$/, '')));
  const keepsProvider = (variables[`${PREFIX}TOKEN_PROVIDERS`] ?? 'idp1').split(',').includes('idp1');
  const base = Object.entries(BASE)
    .filter(([name]) => keepsProvider || !name.startsWith('IDP1_'))
    .map(([name, value]) => [PREFIX + name, value] as const)
    .filter(([name]) => !names.has(name));
  return faultsOf({ ...Object.fromEntries(base), ...Object.fromEntries(given) });
}

/** The same of a part of a settings file. @param source its members: `CLIENTS: [ … ]` */
export async function faultsOfMembers(source: string, directory: string): Promise<string[]> {
  const members = runInNewContext(`({${source.replace(/;\s*$/, '')}})`) as Record<string, unknown>;
  const path = join(directory, 'settings.json');
  await writeFile(path, JSON.stringify({ ...BASE, ...members }));
  return faultsOf({ [SETTINGS_VARIABLE]: path });
}

async function faultsOf(env: Record<string, string>): Promise<string[]> {
  try {
    await loadSettings({ env });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults.map(({ message }) => message);
    throw error;
  }
}
