import { useId, type ReactNode } from 'react';
import { Day } from '../../parts/day.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useTexts } from '../../texts/texts.ts';

/** How many days a key is good. */
export type Days = (typeof SPANS)[number];

const SPANS = [7, 30, 90, 365, 'forever'] as const;
const DAY = 24 * 3600;

/** How long a key is good, and what that means. */
export function Lifetime({ days, onChange }: { days: Days; onChange: (days: Days) => void }): ReactNode {
  const { access } = useTexts();
  const id = useId();
  const now = useNow();
  const label = (span: Days): string => {
    if (span === 'forever') return access.forever;
    return span === 365 ? access.year : access.days(span);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{access.lifetime}</label>
      <select
        id={id}
        aria-describedby={`${id}-means`}
        value={days}
        onChange={({ target }) => onChange(SPANS.find((span) => String(span) === target.value) ?? days)}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {label(span)}
          </option>
        ))}
      </select>
      <p id={`${id}-means`} className={days === 'forever' ? 'field-warning' : 'fine'}>
        {days === 'forever' ? (
          access.foreverSays
        ) : (
          <>
            {access.until} <Day at={now / 1000 + days * DAY} />
          </>
        )}
      </p>
    </div>
  );
}
