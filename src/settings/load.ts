import { z } from 'zod';
import { loadPlugins } from '../plugins/load-plugins.ts';
import type { Plugin } from '../plugins/plugin.ts';
import { check, type Checked } from './check.ts';
import { addClientSecrets } from './client-secrets.ts';
import { environmentValues, SETTINGS_VARIABLE } from './environment.ts';
import { Report, SettingsError } from './fault.ts';
import { bridgeFirstEdition } from './first-edition.ts';
import { flagValues } from './flags.ts';
import { gather, type Layers } from './gather.ts';
import type { GivenValues } from './given.ts';
import { addHub } from './hub.ts';
import { Names } from './names.ts';
import { addPreset } from './preset.ts';
import {
  distinctIds,
  ISSUERS,
  namesOf,
  providerPrefix,
  PROVIDERS,
  type Family,
  type ListedIds,
} from './provider-ids.ts';
import { readGiven } from './reading.ts';
import { checkClients } from './rules/clients.ts';
import { completeDatabase } from './rules/database.ts';
import { checkKms } from './rules/kms.ts';
import { completeProvider } from './rules/provider.ts';
import { completeService } from './rules/service.ts';
import { completeSigningIn } from './rules/signing-in.ts';
import { completeTrustedIssuers } from './rules/trusted-issuer.ts';
import { checkWorkshop } from './rules/workshop.ts';
import { common, commonSettings, type CommonValues } from './schema.ts';
import { kms } from './schema/kms.ts';
import { provider } from './schema/provider.ts';
import { service } from './schema/service.ts';
import { trustedIssuer } from './schema/trusted-issuer.ts';
import { fileValues, objectValues } from './settings-file.ts';
import type { Settings } from './settings.ts';
import type { Kms } from './types/key.ts';
import { list } from './types/text.ts';

/** Where settings are looked for. */
export interface SettingsSources {
  /** The environment; `TOKENSTORE_SETTINGS` in it names the settings file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command line gives, by the names of the settings: `{ PORT: '8080' }`. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  /** What an application gives that the store is embedded in, by the names of the settings; all else wins over it. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Relative paths begin here; by default the working directory. */
  readonly cwd?: string;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** Of each setting, by its full name, where its value came from: `environment TOKENSTORE_PORT`, `default`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Lines for the operator about what is allowed but hardly meant. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from all sources, later ones winning: defaults, the settings file, the environment, flags. Reads
 * files, and changes nothing.
 *
 * @throws SettingsError with every fault there is
 */
export async function loadSettings(sources: SettingsSources): Promise<LoadedSettings> {
  const report = new Report();
  const { given, cwd, providers, issuers } = await gatherAll(sources, report);
  bridgeFirstEdition(given, report);
  for (const prefix of ['OIDC_', ...providers.ids.map(providerPrefix)]) {
    await addClientSecrets(prefix, given, cwd, report);
  }
  for (const id of providers.ids) addPreset(providerPrefix(id), given, report);
  const hub = addHub(given, sources.env, report);

  const checked = check(common, '', given, cwd, report);
  const settings: Settings = Object.freeze({
    ...checked.values,
    ...(await completeService(checked)),
    ...completeDatabase(checked),
    ...(await completeSigningIn(checked, hub)),
    jupyterhub: hub.settings,
    trustedIssuers: completeTrustedIssuers(
      checked,
      issuers.ids.map((id) => [id, check(trustedIssuer, providerPrefix(id), given, cwd, report)]),
    ),
    plugins: await pluginsOf(checked, cwd),
    providers: Object.freeze(
      providers.ids.map((id) => completeProvider(id, check(provider, providerPrefix(id), given, cwd, report))),
    ),
  });
  checkClients(checked, [
    ...settings.trustedIssuers.map(({ ISSUER }) => ISSUER),
    ...(hub.settings === undefined ? [] : [hub.settings.url]),
  ]);
  checkWorkshop(checked);
  if (checked.values.TOKEN_PROVIDERS.length === 0) checked.warn('TOKEN_PROVIDERS', 'lists no provider');
  if (report.faults.length > 0) throw new SettingsError(report.faults);
  return { settings, origins: originsOf(given, [providers, issuers]), warnings: report.warnings };
}

const alone = kms.extend({ CA_CERTS: service.shape.CA_CERTS });

/**
 * Reads what it takes to ask a key management service, and nothing else: to make the first key, the rest need not be there.
 *
 * @throws SettingsError with every fault there is in these
 */
export async function loadKmsSettings(sources: SettingsSources, used: Kms): Promise<z.output<typeof alone>> {
  const report = new Report();
  const { given, cwd } = await gatherAll(sources, report);
  const checked = check(alone, '', given, cwd, report);
  checkKms(checked, new Set([used]));
  const faults = report.faults.filter(({ name }) => name in alone.shape || name === 'SETTINGS');
  if (faults.length > 0) throw new SettingsError(faults);
  return checked.values;
}

interface Gathered {
  given: GivenValues;
  cwd: string;
  providers: ListedIds;
  issuers: ListedIds;
}

/** What the sources give, files of secrets included, before anything is checked. */
async function gatherAll(
  { env, flags = {}, given: embedding = {}, cwd = process.cwd() }: SettingsSources,
  report: Report,
): Promise<Gathered> {
  const path = env[SETTINGS_VARIABLE]?.trim();
  const layers: Layers = {
    embedding: objectValues(embedding, 'given by the application'),
    file: path ? await fileValues(path, cwd, report) : [],
    environment: environmentValues(env),
    flags: flagValues(flags),
  };
  const providers = await listIds(PROVIDERS, layers, cwd, report);
  const issuers = await listIds(ISSUERS, layers, cwd, report, providers.ids);
  const given = gather(layers, new Names([providers, issuers]), report);
  await readFiles(given, cwd, report);
  return { given, cwd, providers, issuers };
}

/** Looks up a list of ids ahead of the rest: it decides which names there are. */
async function listIds(
  family: Family,
  layers: Layers,
  cwd: string,
  report: Report,
  others: readonly string[] = [],
): Promise<ListedIds> {
  const none = { family, ids: [], refused: [], certain: layers.file !== undefined };
  // What else is found here is found again, and reported, once the names are known.
  const unreported = new Report();
  const values = gather(layers, new Names([none]), unreported);
  const given = values.get(family.list);
  if (!given) return none;
  const read = await readGiven(family.list, given, cwd, unreported);
  const listed = list('ids', z.string()).safeParse(read?.value);
  return listed.success ? distinctIds(family, listed.data, given, report, others) : { ...none, certain: false };
}

async function pluginsOf(checked: Checked<CommonValues>, cwd: string): Promise<readonly Plugin[]> {
  const { plugins, faults } = await loadPlugins(checked.values.PLUGINS, cwd);
  for (const fault of faults) checked.fault(['PLUGINS'], fault);
  return plugins;
}

async function readFiles(given: GivenValues, cwd: string, report: Report): Promise<void> {
  for (const [name, raw] of given.entries()) {
    const read = await readGiven(name, raw, cwd, report);
    if (read) given.set(name, read);
    else given.fail(name);
  }
}

function originsOf(given: GivenValues, families: readonly ListedIds[]): ReadonlyMap<string, string> {
  const own = families.flatMap(({ family, ids }) => ids.flatMap((id) => namesOf(family, id)));
  const names = [...commonSettings.map(({ name }) => name), ...own];
  return new Map(names.map((name) => [name, given.place(name).origin]));
}
