import { closest, distance } from 'fastest-levenshtein';
import { findPreset, presets } from '../presets/presets.ts';
import type { Knobs, Preset } from '../presets/preset.ts';
import type { Report } from './fault.ts';
import type { GivenValues } from './given.ts';
import { providerSettings } from './schema.ts';
import { urlPrefix } from './types/url.ts';

/** What is filled in for these in the URLs of a preset: `{server}/oauth/authorize`. */
const SLOTS = { server: 'SERVER', tenant: 'TENANT', client_id: 'CLIENT_ID' } as const;
type Slot = keyof typeof SLOTS;
const SLOT = /\{(server|tenant|client_id)\}/g;

const isUrl = (name: string): boolean => name.endsWith('_URL');
const isEndpoint = (name: string): boolean => isUrl(name) && name !== 'MD_URL';

/** Of settings that exclude each other, the preset's yields to the operator's. */
const YIELDS: readonly (readonly [given: string, yields: (name: string) => boolean])[] = [
  ['DISCOVERY_URL', isEndpoint],
  ['EXPIRES_IN_DEFAULT', (name) => name === 'NEVER_EXPIRES'],
  ['NEVER_EXPIRES', (name) => name === 'EXPIRES_IN_DEFAULT'],
];

/**
 * Adds what the preset that `<prefix>PRESET` names has to say of the settings that nobody gave, as if it had been given by
 * name; `{server}`, `{tenant}` and `{client_id}` in its URLs are filled in.
 *
 * @param prefix that of a provider
 */
export function addPreset(prefix: string, values: GivenValues, report: Report): void {
  const name = `${prefix}PRESET`;
  const given = values.get(name);
  const preset = typeof given?.value === 'string' ? findPreset(given.value) : undefined;
  if (given !== undefined && preset === undefined) {
    report.fault(name, given, explainUnknown(given.value));
    values.fail(name);
  }
  if (preset === undefined) {
    // Nobody knows what it would have filled in.
    if (values.hasFailed(name)) for (const unknown of unset(prefix, values)) values.fail(unknown);
    else reportNoSlot(prefix, values, report, 'is for a preset that has a place for it; PRESET names none');
    return;
  }
  const knobs = new Map(Object.entries(applicable(preset, prefix, values)));
  for (const [knob, value] of knobs) {
    values.set(prefix + knob, { name: prefix + knob, value, ...placeOf(prefix + knob, preset) });
  }
  fillSlots(preset, prefix, [...knobs.keys()], values, report);
}

/** What the preset gives and nobody else does. */
function applicable({ knobs }: Preset, prefix: string, values: GivenValues): Knobs {
  const isSet = (name: string) => values.get(prefix + name) !== undefined || values.hasFailed(prefix + name);
  const yielding = YIELDS.filter(([given]) => isSet(given)).map(([, yields]) => yields);
  return Object.fromEntries(
    Object.entries(knobs).filter(([name]) => !isSet(name) && !yielding.some((yields) => yields(name))),
  );
}

function fillSlots(
  preset: Preset,
  prefix: string,
  added: readonly string[],
  values: GivenValues,
  report: Report,
): void {
  const missing = new Set<Slot>();
  for (const knob of added.filter(isUrl)) {
    const given = values.get(prefix + knob);
    if (typeof given?.value !== 'string') continue;
    const slots = slotsOf(given.value);
    const fillings = new Map(slots.map((slot) => [slot, filling(slot, prefix, values)]));
    const without = slots.filter((slot) => fillings.get(slot) === undefined);
    if (without.length === 0) {
      values.set(prefix + knob, {
        ...given,
        value: given.value.replace(SLOT, (_, slot: Slot) => fillings.get(slot) ?? ''),
      });
      continue;
    }
    values.fail(prefix + knob);
    for (const slot of without) missing.add(slot);
  }
  for (const slot of missing) reportMissing(preset, prefix + SLOTS[slot], values, report);
  const used = new Set(
    Object.values(preset.knobs).flatMap((value) => (typeof value === 'string' ? slotsOf(value) : [])),
  );
  reportNoSlot(prefix, values, report, `has no place in preset ${preset.name}`, used);
}

function slotsOf(url: string): Slot[] {
  return [...url.matchAll(SLOT)].map(([, slot]) => slot as Slot);
}

/** Undefined when it is not set, or wrong in itself. */
function filling(slot: Slot, prefix: string, values: GivenValues): string | undefined {
  const value = values.get(prefix + SLOTS[slot])?.value;
  if (typeof value !== 'string') return undefined;
  return slot === 'server' ? urlPrefix.safeParse(value).data : encodeURIComponent(value);
}

/** A client id that is missing is a fault of every provider, reported where the others are. */
function reportMissing(preset: Preset, name: string, values: GivenValues, report: Report): void {
  const isSet = values.get(name) !== undefined || values.hasFailed(name);
  if (isSet || name.endsWith(SLOTS.client_id)) return;
  const example = preset.server === undefined ? '' : `, such as ${preset.server}`;
  report.fault(name, values.place(name), `is required by preset ${preset.name}${example}`);
}

function reportNoSlot(
  prefix: string,
  values: GivenValues,
  report: Report,
  phrase: string,
  used = new Set<Slot>(),
): void {
  for (const slot of ['server', 'tenant'] as const) {
    const given = values.get(prefix + SLOTS[slot]);
    if (given !== undefined && !used.has(slot)) report.fault(prefix + SLOTS[slot], given, phrase);
  }
}

function unset(prefix: string, values: GivenValues): string[] {
  const own = ['CLIENT_ID', 'CLIENT_SECRET'];
  const names = providerSettings.map(({ name }) => name).filter((name) => !own.includes(name));
  return names.map((name) => prefix + name).filter((name) => values.get(name) === undefined);
}

function placeOf(name: string, preset: Preset) {
  const origin = `preset ${preset.name}`;
  return { label: `${name} (${origin})`, origin };
}

function explainUnknown(value: unknown): string {
  if (typeof value !== 'string') return 'is not the name of a preset';
  const nearest = closest(
    value,
    presets.map(({ name }) => name),
  );
  const suggestion = distance(value, nearest) <= value.length / 2 ? `; did you mean ${nearest}?` : '';
  return `${JSON.stringify(value)} is no preset${suggestion} (docs/providers.md lists them)`;
}
