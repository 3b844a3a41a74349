import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import { countOf } from './counts.ts';
import type { Overview } from './overview-queries.ts';

/** The few numbers that one looks for first. */
export function Figures({ overview: { users, sessions, providers } }: { overview: Overview }): ReactNode {
  const { operators } = useTexts();
  const number = new Intl.NumberFormat(useLanguage());
  const sum = (value: (provider: Overview['providers'][number]) => number): number =>
    providers.reduce((all, provider) => all + value(provider), 0);
  const needy = sum((provider) => countOf(provider, 'reauth_required'));
  const figures: readonly Figure[] = [
    { label: operators.working, value: sum((provider) => countOf(provider, 'active')) },
    { label: operators.needy, value: needy, tone: needy > 0 ? 'warn' : undefined },
    { label: operators.due, value: sum(({ due }) => due ?? 0) },
    { label: operators.people, value: users.all, note: users.disabled > 0 && operators.ofThemDisabled(users.disabled) },
    { label: operators.browsers, value: sessions },
  ];
  return (
    <dl className="op-figures">
      {figures.map(({ label, value, note, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={tone}>{value === null ? operators.notKnown : number.format(value)}</dd>
          {typeof note === 'string' && <dd className="fine">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

interface Figure {
  label: string;
  /** `null`: cannot be known. */
  value: number | null;
  note?: string | false;
  tone?: 'warn' | undefined;
}
