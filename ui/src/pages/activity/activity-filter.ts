import { useSearchParams } from 'react-router';
import { useTexts } from '../../texts/texts.ts';
import type { AuditAction } from '../../parts/audit-sentence.ts';

const HOUR = 3600;
/** Seconds. */
export const SPANS = { day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR } as const;
export type Span = keyof typeof SPANS;

/** What of the activity is shown; `undefined`: all. */
export interface ActivityFilter {
  action: AuditAction | undefined;
  provider: string | undefined;
  since: Span | undefined;
}

export interface ChosenFilter {
  filter: ActivityFilter;
  isChosen: boolean;
  /** `''` takes the choice back. */
  choose: (name: keyof ActivityFilter, value: string) => void;
  reset: () => void;
}

/** The filter stands in the address, so that it can be come back to, and sent. */
export function useActivityFilter(): ChosenFilter {
  const { audit } = useTexts();
  const [search, setSearch] = useSearchParams();
  const read = (name: keyof ActivityFilter): string => search.get(name) ?? '';
  const [action, provider, since] = [read('action'), read('provider'), read('since')];
  const filter = {
    action: isKey(audit.actions, action) ? action : undefined,
    provider: provider === '' ? undefined : provider,
    since: isKey(SPANS, since) ? since : undefined,
  };
  return {
    filter,
    isChosen: Object.values(filter).some((value) => value !== undefined),
    choose: (name, value) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      ),
    reset: () => setSearch({}, { replace: true }),
  };
}

function isKey<Known extends object>(known: Known, text: string): text is keyof Known & string {
  return Object.hasOwn(known, text);
}
