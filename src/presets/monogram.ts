import type { Icon } from './preset.ts';

/** Dark enough for white letters (WCAG 2.2, contrast 4.5). */
const COLOURS = ['#1f4e79', '#5b2a86', '#7a3b00', '#0b5d4b', '#8a1c3c', '#37474f', '#4a5a00', '#00566b'] as const;

/** Longer than any emoji; what is longer is a letter with marks heaped upon it. */
const LONGEST_EMOJI = 16;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The icon of a provider without a preset: always the same for the same name, in whatever script that is. */
export function iconOf(name: string): Icon {
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return { initials: initialsOf(name), colour: COLOURS[sum % COLOURS.length] ?? COLOURS[0] };
}

function initialsOf(name: string): string {
  const words = name.normalize('NFC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  const [first, second] = words.map(firstOf);
  if (first === undefined) return emojiIn(name) ?? '?';
  // Where letters have no capitals, one of them is a word, or two would join.
  const isCased = (letter: string) => letter.toUpperCase() !== letter.toLowerCase() || /\p{Nd}/u.test(letter);
  return [first, second]
    .filter((letter) => letter !== undefined)
    .slice(0, isCased(first) && isCased(second ?? first) ? 2 : 1)
    .map((letter) => firstOf(letter.toUpperCase()))
    .join('');
}

/** The first character, without the marks upon it that have no letter of their own. */
function firstOf(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 0);
}

function emojiIn(name: string): string | undefined {
  const graphemes = Array.from(segmenter.segment(name), ({ segment }) => segment);
  return graphemes.find((one) => /^\p{Extended_Pictographic}/u.test(one) && one.length <= LONGEST_EMOJI);
}

/** Draws an icon as an SVG document without script, style or reference. */
export function monogram({ initials, colour }: Icon): string {
  const size = /^[\p{L}\p{N}]{2}/u.test(initials) ? 26 : 34;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">' +
    `<rect width="64" height="64" rx="14" fill="${colour}"/>` +
    `<text x="32" y="33" fill="#fff" font-family="system-ui, sans-serif" font-size="${size}" font-weight="600" ` +
    `text-anchor="middle" dominant-baseline="central">${initials}</text></svg>\n`
  );
}
