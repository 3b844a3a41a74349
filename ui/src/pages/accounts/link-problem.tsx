import type { ReactNode } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useLink } from './accounts-queries.ts';
import { useArrival } from './arrival.ts';
import type { LinkOutcome } from './outcome.ts';
import { useProblemText } from './problem-text.ts';

/** Trying again would not help. */
const IN_VAIN = new Set(['provider_misconfigured', 'unknown_provider', 'not_found']);

export interface LinkProblemProps {
  outcome: Extract<LinkOutcome, { kind: 'not-linked' }>;
  /** The provider's. */
  name: string;
}

/** Why a link did not come about, where it was begun, and the way on. It has the focus when one comes back. */
export function LinkProblem({ outcome, name }: LinkProblemProps): ReactNode {
  const { accounts } = useTexts();
  const problemText = useProblemText();
  const link = useLink();
  const place = useArrival<HTMLDivElement>(outcome);
  const { code, wish } = outcome;
  return (
    <div ref={place} tabIndex={-1} className={`notice told ${code === 'access_denied' ? 'warn' : 'bad'}`}>
      <p>{problemText(code, name)}</p>
      {!IN_VAIN.has(code) && (
        <button type="button" className="quiet small" disabled={link.isPending} onClick={() => link.mutate(wish)}>
          {accounts.tryAgain}
        </button>
      )}
      <AccountFailure error={link.error} name={name} />
    </div>
  );
}
