import type { Icon } from './preset.ts';

/** Dark enough for white letters (WCAG 2.2, contrast 4.5). */
const COLOURS = ['#1f4e79', '#5b2a86', '#7a3b00', '#0b5d4b', '#8a1c3c', '#37474f', '#4a5a00', '#00566b'] as const;

/** The icon of a provider without a preset: always the same for the same name. */
export function iconOf(name: string): Icon {
  const words = name.toUpperCase().match(/[A-Z0-9]+/g) ?? ['?'];
  const [first = '?', second = ''] = words;
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return {
    initials: first.slice(0, 1) + second.slice(0, 1),
    colour: COLOURS[sum % COLOURS.length] ?? COLOURS[0],
  };
}

/** Draws an icon as an SVG document without script, style or reference. */
export function monogram({ initials, colour }: Icon): string {
  const size = initials.length > 1 ? 26 : 34;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">' +
    `<rect width="64" height="64" rx="14" fill="${colour}"/>` +
    `<text x="32" y="33" fill="#fff" font-family="system-ui, sans-serif" font-size="${size}" font-weight="600" ` +
    `text-anchor="middle" dominant-baseline="central">${initials}</text></svg>\n`
  );
}
