import type { ReactNode } from 'react';
import { isFailure, sentenceOf, type AuditEvent, type Names } from '../../parts/audit-sentence.ts';
import { absoluteTime, clockTime, localeOf } from '../../parts/time.ts';
import { When } from '../../parts/when.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import type { Day, Deed } from './fold.ts';

const DAY = 86_400_000;

/** What was done on a day, under its name. */
export function DayOfDeeds({ day, names }: { day: Day; names: Names }): ReactNode {
  const heading = useDayName(day.start);
  return (
    <section className="activity-day" aria-label={heading}>
      <h2>{heading}</h2>
      <ul>
        {day.deeds.map((deed) => (
          <DeedItem key={deed.id} deed={deed} names={names} isToday={isToday(day.start)} />
        ))}
      </ul>
    </section>
  );
}

function DeedItem({ deed, names, isToday: isRecent }: { deed: Deed; names: Names; isToday: boolean }): ReactNode {
  const texts = useTexts();
  const { newest, events } = deed;
  const hasFailed = isFailure(newest);
  return (
    <li className={hasFailed ? 'deed failed' : 'deed'}>
      <Mark hasFailed={hasFailed} />
      <div>
        <p className="deed-sentence">
          {sentenceOf(newest, names, texts).map((piece, i) =>
            typeof piece === 'string' ? piece : <strong key={i}>{piece.name}</strong>,
          )}
        </p>
        <p className="fine">
          {isRecent ? <When at={newest.at} /> : <ClockTime at={newest.at} />}
          <From events={events} />
        </p>
        {newest.scope !== null && newest.scope !== '' && (
          <p className="fine deed-scope">
            <code>{newest.scope}</code>
          </p>
        )}
        {events.length > 1 && <Repeats events={events} />}
      </div>
    </li>
  );
}

function Mark({ hasFailed }: { hasFailed: boolean }): ReactNode {
  const { activity } = useTexts();
  return (
    <svg
      className="deed-mark"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      {...(hasFailed ? { role: 'img', 'aria-label': activity.failed } : { 'aria-hidden': true })}
    >
      <path d={hasFailed ? 'M8 3.5v5.5M8 12.25v.01' : 'M3.5 8.5l3 3 6-7'} />
    </svg>
  );
}

function From({ events }: { events: readonly AuditEvent[] }): ReactNode {
  const { activity } = useTexts();
  const addresses = [...new Set(events.map(({ address }) => address))];
  const [only] = addresses;
  if (addresses.length > 1) return ` · ${activity.fromSeveral}`;
  return only === null || only === undefined ? null : ` · ${activity.from(only)}`;
}

/** All that was folded into one line, on demand. */
function Repeats({ events }: { events: readonly AuditEvent[] }): ReactNode {
  const { activity } = useTexts();
  const language = useLanguage();
  const time = (event: AuditEvent | undefined): string => clockTime((event?.at ?? 0) * 1000, language);
  return (
    <details className="deed-repeats">
      <summary>{activity.times(events.length, time(events.at(-1)), time(events[0]))}</summary>
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            <ClockTime at={event.at} />
            <From events={[event]} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** @param at seconds since the epoch */
function ClockTime({ at }: { at: number }): ReactNode {
  const language = useLanguage();
  const instant = new Date(at * 1000);
  return (
    <time dateTime={instant.toISOString()} title={absoluteTime(instant, language)}>
      {clockTime(at * 1000, language)}
    </time>
  );
}

function useDayName(start: number): string {
  const { activity } = useTexts();
  const language = useLanguage();
  if (isToday(start)) return activity.today;
  // Midnight, and not a day of the clock's changing, is in it.
  if (isToday(start + 1.5 * DAY)) return activity.yesterday;
  return new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(start);
}

/** Whether an instant is in the reader's present day. */
function isToday(at: number): boolean {
  return new Date(at).toDateString() === new Date().toDateString();
}
