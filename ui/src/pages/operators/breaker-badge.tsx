import type { ReactNode } from 'react';
import { useTexts } from '../../texts/texts.ts';
import type { ProviderFare } from './overview/overview-queries.ts';

const TONES = { closed: 'good', 'half-open': 'warn', open: 'bad' } as const;

/** Whether a provider answers; `null`: it is not configured any more. */
export function BreakerBadge({ breaker }: { breaker: ProviderFare['breaker'] }): ReactNode {
  const { operators } = useTexts();
  if (breaker === null) return <span className="badge">{operators.notConfigured}</span>;
  return <span className={`badge ${TONES[breaker]}`}>{operators.breakers[breaker]}</span>;
}
