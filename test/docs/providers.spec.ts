import { beforeAll, describe, expect, it } from '@jest/globals';
import { renderProviders } from '../../scripts/docs/providers.ts';
import { presets } from '../../src/presets/presets.ts';

describe('the page of providers', () => {
  let page: string;
  let chapters: Map<string, string>;

  beforeAll(() => {
    page = renderProviders();
    chapters = new Map(page.split(/^## /m).map((chapter) => [chapter.split('\n', 1)[0] ?? '', chapter]));
  });

  it('has a row and a chapter for each preset', () => {
    const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(#([\w-]+)\)/gm)].map(([, name, anchor]) => [name, anchor]);
    expect(rows).toEqual(presets.map(({ name }) => [name, name]));
    expect([...chapters.keys()].slice(1)).toEqual(presets.map(({ name }) => name));
  });

  it('has six cells in every row, none of them empty', () => {
    for (const row of page.split('\n').filter((line) => line.startsWith('| '))) {
      expect(row).toMatch(/^(?:\| \S[^|]*){6}\|$/);
    }
  });

  it.each(presets.map((preset) => [preset.name, preset] as const))('sets %s up in five steps', (name, preset) => {
    const chapter = chapters.get(name) ?? '';
    expect([...chapter.matchAll(/^(\d)\. \S/gm)].map(([, step]) => step)).toEqual(['1', '2', '3', '4', '5']);
    expect(chapter).toContain(`/api/v1.0/${name}/redirect_uri`);
    expect(chapter).toContain(`_PRESET=${name}\``);
    expect(chapter).toContain(`](${preset.docs})`);
    for (const knob of Object.keys(preset.knobs).filter((key) => !key.startsWith('MD_'))) {
      expect(chapter).toMatch(new RegExp(`^${knob}=`, 'm'));
    }
    expect(chapter).not.toContain('[object');
  });
});
