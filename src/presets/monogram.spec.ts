import { describe, expect, it } from '@jest/globals';
import { iconOf, monogram } from './monogram.ts';
import { presets } from './presets.ts';

/** Contrast with white, as WCAG 2.2 reckons it. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

describe('the icon of a provider without a preset', () => {
  it.each([
    ['idp1', 'I'],
    ['my-idp', 'MI'],
    ['Example Research Cloud', 'ER'],
    ['<b>&', 'B'],
    ['x', 'X'],
    ['2fast', '2'],
    ['straße ß', 'SS'],
    ['e\u0301cole', 'É'],
    [`a${'\u0301'.repeat(5000)}`, 'Á'],
    ['Яндекс Диск', 'ЯД'],
    ['东京 大学', '东'],
    ['جامعة الملك', 'ج'],
    ['𠮷野', '𠮷'],
    ['🚀 Rocket', 'R'],
    ['👩‍🔬', '👩‍🔬'],
    ['\u0000\ud800', '?'],
    ['<', '?'],
    ['"&', '?'],
    ['', '?'],
  ])('%j has the initials %s', (name, initials) => {
    expect(iconOf(name).initials).toBe(initials);
  });

  it('stays the same', () => {
    expect(iconOf('idp1')).toEqual(iconOf('idp1'));
  });
});

describe('a monogram', () => {
  it.each(['', '<', '&"', '\u0000', '👩‍🔬', '东京', 'جامعة', ']]>', '\ud800x'])('of %j is well-formed', (name) => {
    const text = /<text [^<>]*>([^<>&]+)<\/text>/.exec(monogram(iconOf(name)))?.[1] ?? '';
    expect(text).toMatch(/^(?:[\p{L}\p{N}?]{1,2}|\p{Extended_Pictographic}.*)$/u);
    expect(text.isWellFormed()).toBe(true);
  });

  it('is a drawing without script, style or reference', () => {
    const svg = monogram(iconOf('<script>alert(1)</script> "x'));
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^<]*<rect [^<]*\/><text [^<]*>SA<\/text><\/svg>\n$/,
    );
    expect(svg).not.toMatch(/script|style|href|url\(/i);
  });

  it.each([...presets.map(({ name, icon }) => [name, icon] as const), ['another', iconOf('another')] as const])(
    'of %s can be read',
    (_, { initials, colour }) => {
      expect(initials).toMatch(/^[A-Z0-9]{1,2}$/);
      expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrastWithWhite(colour)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
