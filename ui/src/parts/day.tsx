import type { ReactNode } from 'react';
import { useLanguage } from '../texts/texts.ts';
import { absoluteTime, localeOf } from './time.ts';

/** A day ("20 February 2027"), for what is far off; to the minute on hover. @param at seconds since the epoch */
export function Day({ at }: { at: number }): ReactNode {
  const language = useLanguage();
  const instant = new Date(at * 1000);
  return (
    <time dateTime={instant.toISOString()} title={absoluteTime(instant, language)}>
      {new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' }).format(instant)}
    </time>
  );
}
