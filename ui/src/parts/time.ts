const SPANS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, milliseconds: number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** "3 minutes ago", "in 2 hours", "now" within half a minute. @param at and @param now milliseconds since the epoch */
export function relativeTime(at: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const span = at - now;
  const [unit, length] = SPANS.find(([, milliseconds]) => Math.abs(span) >= milliseconds) ?? ['second', 1000];
  if (unit === 'second')
    return Math.abs(span) < 30_000 ? format.format(0, 'second') : format.format(Math.sign(span), 'minute');
  // What is to come is rounded: 2.9 days are "in 3 days".
  return format.format(span > 0 ? Math.round(span / length) : Math.trunc(span / length), unit);
}

/** "22 November 2026 at 14:03", in the reader's time zone. */
export function absoluteTime(at: Date, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeStyle: 'short' }).format(at);
}

/** "14:03", in the reader's time zone. @param at milliseconds since the epoch */
export function clockTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle: 'short' }).format(at);
}

/** The language as the reader's browser has it: who reads English in Europe wants no hours of twelve. */
export function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}
