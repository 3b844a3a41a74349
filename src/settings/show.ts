import type { LoadedSettings } from './load.ts';
import { providerPrefix } from './provider-ids.ts';
import { commonSettings, issuerSettings, providerSettings } from './schema.ts';
import type { Setting } from './setting.ts';
import { formatDuration, MILLISECONDS } from './types/duration.ts';

const HIDDEN = '••••';
const UNSET = '—';

/** A value as it may be shown: secrets hidden, durations as they are written; null when it is unset. */
export type ShownValue = string | number | boolean | null | readonly string[] | Readonly<Record<string, string>>;

export interface ShownSetting {
  readonly value: ShownValue;
  /** Where it came from: `environment TOKENSTORE_PORT`, `settings.ts`, `flag --port`, `default`. */
  readonly origin: string;
}

/** Every setting by its full name, safe to print; made for JSON. */
export function shownSettings({ settings, origins }: LoadedSettings): Readonly<Record<string, ShownSetting>> {
  const shown = new Map<string, ShownSetting>();
  const add = (prefix: string, known: readonly Setting[], values: Readonly<Record<string, unknown>>) => {
    for (const setting of known) {
      const name = prefix + setting.name;
      shown.set(name, { value: shownValue(setting, values[setting.name]), origin: origins.get(name) ?? 'default' });
    }
  };
  add('', commonSettings, settings);
  for (const issuer of settings.trustedIssuers) add(providerPrefix(issuer.id), issuerSettings, issuer);
  for (const provider of settings.providers) add(providerPrefix(provider.id), providerSettings, provider);
  return Object.fromEntries(shown);
}

/** A table of every setting, its value and where it came from; safe to print. Ends with a line break. */
export function showSettings(loaded: LoadedSettings): string {
  const rows = Object.entries(shownSettings(loaded)).map(([name, { value, origin }]) => [name, inLine(value), origin]);
  const table = [['setting', 'value', 'from'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function shownValue(setting: Setting, value: unknown): ShownValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && setting.secret === 'password') return hidePassword(value);
  if (typeof value === 'number') {
    return setting.type.meta()?.['unit'] === MILLISECONDS ? formatDuration(value) : value;
  }
  if (setting.secret) return isEmpty(value) ? null : HIDDEN;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(String);
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Up to the last `@`: a password that is not percent-encoded as it should be is hidden all the same. */
function hidePassword(url: string): string {
  return url.replace(/(\/\/[^:@/?#]*):.*@/, `$1:${HIDDEN}@`).replace(/([?&]\w*password=)[^&#]*/gi, `$1${HIDDEN}`);
}

function inLine(value: ShownValue): string {
  if (value === null || value === '' || isEmpty(value)) return UNSET;
  if (typeof value !== 'object') return String(value);
  return isList(value) ? value.join(', ') : new URLSearchParams({ ...value }).toString();
}

// Array.isArray does not tell read-only arrays from other objects.
function isList(value: readonly string[] | Readonly<Record<string, string>>): value is readonly string[] {
  return Array.isArray(value);
}
