import type { ReactNode } from 'react';
import { When } from '../../parts/when.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { Health } from './health.ts';

const TONES = { works: 'good', failing: 'warn', 'needs-you': 'bad' } as const;

export interface HealthLineProps {
  health: Health;
  /** The provider's. */
  name: string;
  /** Seconds since the epoch. */
  linkedAt: number;
}

/** How an account fares, in a sentence or two. */
export function HealthLine({ health, name, linkedAt }: HealthLineProps): ReactNode {
  return (
    <p className={`health ${TONES[health.kind]}`}>
      <span className="dot" aria-hidden="true" />
      <span>
        <Words {...{ health, name, linkedAt }} />
      </span>
    </p>
  );
}

function Words({ health, name, linkedAt }: HealthLineProps): ReactNode {
  const { accounts } = useTexts();
  switch (health.kind) {
    case 'works':
      return (
        <>
          <strong>{accounts.works}</strong> <Refreshed at={health.refreshedAt} linkedAt={linkedAt} />
          {health.end !== undefined && (
            <>
              {' '}
              {health.end.unlessRefreshed ? accounts.endsUnlessRefreshed : accounts.ends} <When at={health.end.at} />.
            </>
          )}
        </>
      );
    case 'failing': {
      const isUs = health.who === 'us';
      return (
        <>
          <strong>{isUs ? accounts.refusesUs(name) : accounts.failing(name)}</strong>{' '}
          {isUs ? accounts.refusesUsHint : accounts.failingHint}{' '}
          <Refreshed at={health.refreshedAt} linkedAt={linkedAt} />
        </>
      );
    }
    case 'needs-you':
      return (
        <>
          <strong>{accounts.needsYou}</strong>{' '}
          {health.why === 'expired' ? accounts.expired : accounts[health.why](name)}
          {health.noticedAt !== undefined && (
            <>
              {' '}
              {accounts.noticed} <When at={health.noticedAt} />.
            </>
          )}
        </>
      );
  }
}

function Refreshed({ at, linkedAt }: { at: number | undefined; linkedAt: number }): ReactNode {
  const { accounts } = useTexts();
  return (
    <>
      {at === undefined ? accounts.connected : accounts.refreshed} <When at={at ?? linkedAt} />.
    </>
  );
}
