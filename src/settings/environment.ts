import type { Given, Layer } from './given.ts';
import { commonSettings } from './schema.ts';

/** What stands in front of a setting's name in the environment. */
export const PREFIX = 'TOKENSTORE_';

/** The variable that names the settings file; no setting itself. */
export const SETTINGS_VARIABLE = `${PREFIX}SETTINGS`;

/** What the commands in a terminal read (docs/terminal.md), on a machine where the service may run as well. */
const OF_TERMINALS = new Set([`${PREFIX}SERVER`, `${PREFIX}API_KEY`]);

const FILE_SUFFIX = '_FILE';

// Kubernetes injects these into every container for a Service called "tokenstore", and for one called
// "tokenstore-<anything>". https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
const SERVICE_LINK =
  /^(?:SERVICE|PORT)_|(?:^|_)SERVICE_(?:HOST|PORT(?:_.*)?)$|(?:^|_)PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/;
const SERVICE_LINK_URL = /^(?:tcp|udp|sctp):\/\//;

const ownNames = new Set(commonSettings.map(({ name }) => name));

/** What the environment gives: variables with our prefix that are not empty, without what Kubernetes injects. */
export function environmentValues(env: Readonly<Record<string, string | undefined>>): Layer {
  return Object.entries(env).flatMap(([variable, raw]): Given[] => {
    const value = raw?.trim() ?? '';
    if (!variable.startsWith(PREFIX) || variable === SETTINGS_VARIABLE || OF_TERMINALS.has(variable) || value === '')
      return [];
    const name = variable.slice(PREFIX.length);
    if (isServiceLink(name, value)) return [];
    const place = { label: variable, origin: `environment ${variable}` };
    const holder = holderOfFile(name);
    return [holder === undefined ? { name, value, ...place } : { name: holder, value, inFile: true, ...place }];
  });
}

/** `CRYPTOKEY` for `CRYPTOKEY_FILE`; undefined for a name that is no such variable. */
function holderOfFile(name: string): string | undefined {
  if (ownNames.has(name) || !name.endsWith(FILE_SUFFIX)) return undefined;
  return name.slice(0, -FILE_SUFFIX.length);
}

function isServiceLink(name: string, value: string): boolean {
  if (/(?:^|_)PORT$/.test(name) && SERVICE_LINK_URL.test(value)) return true;
  return !ownNames.has(holderOfFile(name) ?? name) && SERVICE_LINK.test(name);
}
