import { readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../settings/load.ts';
import { providerSettings } from '../settings/schema.ts';
import { shownSettings } from '../settings/show.ts';
import type { Preset } from './preset.ts';
import { findPreset, presets } from './presets.ts';

/** The client, and for a preset without a server of the provider's own its example: all that an operator writes. */
function load({ name, server }: Preset) {
  return loadSettings({
    env: {
      TOKENSTORE_LOCAL_ACCOUNTS: 'true',
      TOKENSTORE_TOKEN_PROVIDERS: 'it',
      TOKENSTORE_IT_PRESET: name,
      TOKENSTORE_IT_CLIENT_ID: 'dummy',
      TOKENSTORE_IT_CLIENT_SECRET: 'dummy',
      ...(server !== undefined && { TOKENSTORE_IT_SERVER: server }),
    },
  });
}

const defaults = new Map(providerSettings.map(({ name, default: written }) => [name, written]));

describe.each(presets.map((preset) => [preset.name, preset] as const))('%s', (name, preset) => {
  it('needs the client alone', async () => {
    const { settings, origins, warnings } = await load(preset);
    const [provider] = settings.providers;
    expect(warnings).toEqual([]);
    for (const knob of Object.keys(preset.knobs)) {
      expect([knob, origins.get(`IT_${knob}`)]).toEqual([knob, `preset ${name}`]);
    }
    const server = provider?.DISCOVERY_URL ?? provider?.TOKEN_URL ?? '';
    expect(server).toMatch(/^https:/);
    expect(JSON.stringify(provider)).not.toMatch(/[{]\w+[}]/);
  });

  it('says nothing that holds without it', () => {
    const idle = Object.entries(preset.knobs).filter(
      ([knob, value]) => knob !== 'SCOPE' && JSON.stringify(value) === JSON.stringify(defaults.get(knob)),
    );
    expect(idle).toEqual([]);
  });

  it('shows where its values come from', async () => {
    const shown = shownSettings(await load(preset));
    expect(shown['IT_MD_NAME']).toEqual({ value: preset.knobs.MD_NAME, origin: `preset ${name}` });
    expect(shown['IT_MIN_TTL']?.origin).toBe('MIN_TTL' in preset.knobs ? `preset ${name}` : 'default');
  });

  it('is described', () => {
    const { recipe, docs, verified, knobs } = preset;
    for (const line of Object.values(recipe)) expect(line).toMatch(/^\S.{3,240}[.…)]$|^`[^`]+`\.?$/);
    expect(docs).toMatch(/^https:\/\/[^\s]+$/);
    expect(knobs.MD_DESCRIPTION).toMatch(/^[A-Z].*\.$/);
    if (verified !== 'not yet') {
      expect(new Date(verified.on).toISOString().slice(0, 10)).toBe(verified.on);
      expect(Date.parse(verified.on)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('has a server, or an example of one', () => {
    const urls = JSON.stringify(preset.knobs);
    const needsServer = urls.includes('{server}') && preset.knobs.SERVER === undefined;
    expect(preset.server !== undefined).toBe(needsServer);
    if (urls.includes('{tenant}')) expect(preset.knobs.TENANT).toBeDefined();
  });
});

describe('the list of presets', () => {
  it('has each name once', () => {
    const names = presets.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const preset of presets) expect(findPreset(preset.name)).toBe(preset);
  });

  it('has every file of the folder', async () => {
    const files = await readdir(new URL('.', import.meta.url));
    const own = files.filter((file) => !/^(?:presets?|monogram)\.ts$|\.spec\.ts$/.test(file));
    const named = new Set(presets.map(({ name }) => `${name}.ts`));
    // Two of a kind share a file.
    for (const file of ['github-app.ts', 'forgejo.ts', 'slack-rotating.ts']) named.delete(file);
    expect(own.sort()).toEqual([...named].sort());
  });
});
