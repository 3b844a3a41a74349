import type { ReactNode } from 'react';
import { useLanguage } from '../texts/texts.ts';
import { absoluteTime, relativeTime } from './time.ts';
import { useNow } from './use-now.ts';

/** A moment, told from now ("3 minutes ago"); the absolute one on hover and to whoever looks closer. @param at seconds since the epoch */
export function When({ at }: { at: number }): ReactNode {
  const language = useLanguage();
  const now = useNow();
  const instant = new Date(at * 1000);
  return (
    <time dateTime={instant.toISOString()} title={absoluteTime(instant, language)}>
      {relativeTime(at * 1000, now, language)}
    </time>
  );
}
