import type { ReactNode } from 'react';
import { isDown, nameOf, type Provider } from '../../api/providers.ts';
import { useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useLink } from './accounts-queries.ts';
import { LinkProblem } from './link-problem.tsx';
import type { LinkOutcome } from './outcome.ts';
import { ProviderHead } from './provider-head.tsx';

export interface ProviderOfferProps {
  provider: Provider;
  /** Of a link at this provider that one just comes from. */
  outcome: LinkOutcome | undefined;
}

/** A provider at which nothing is connected. */
export function ProviderOffer({ provider, outcome }: ProviderOfferProps): ReactNode {
  const { accounts } = useTexts();
  const link = useLink();
  const name = nameOf(provider);
  const connect = (): void => link.mutate({ provider: provider.id });
  return (
    <li className="card offer">
      <div className="card-top">
        <ProviderHead provider={provider} heading={<h3>{name}</h3>} />
        <button type="button" aria-label={accounts.connectAt(name)} disabled={link.isPending} onClick={connect}>
          {accounts.connect}
        </button>
      </div>
      {isDown(provider) && <p className="notice warn">{accounts.down(name)}</p>}
      {outcome?.kind === 'not-linked' && <LinkProblem outcome={outcome} name={name} />}
      <AccountFailure error={link.error} name={name} />
    </li>
  );
}
