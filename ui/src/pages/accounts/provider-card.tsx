import type { ReactNode } from 'react';
import type { Grant } from '../../api/grants.ts';
import { nameOf, type Provider } from '../../api/providers.ts';
import { useTexts } from '../../texts/texts.ts';
import { Account } from './account.tsx';
import { AccountFailure } from './account-failure.tsx';
import { useLink } from './accounts-queries.ts';
import { LinkProblem } from './link-problem.tsx';
import type { LinkOutcome, Outcome } from './outcome.ts';
import { ProviderHead } from './provider-head.tsx';

export interface ProviderCardProps {
  id: string;
  /** `undefined`: it is not set up any more. */
  provider: Provider | undefined;
  grants: readonly Grant[];
  /** Of a link at this provider that one just comes from. */
  outcome: LinkOutcome | undefined;
  tell: (outcome: Outcome) => void;
}

/** A provider with the accounts that are connected there. */
export function ProviderCard({ id, provider, grants, outcome, tell }: ProviderCardProps): ReactNode {
  const { accounts } = useTexts();
  const link = useLink();
  const name = provider === undefined ? id : nameOf(provider);
  const heading = <h2 id={`at-${id}`}>{name}</h2>;
  const concerned = concernedBy(outcome, grants);
  return (
    <section className="card" aria-labelledby={`at-${id}`}>
      <div className="card-top">
        {provider === undefined ? heading : <ProviderHead provider={provider} heading={heading} />}
        {provider?.capabilities.accounts === 'many' && (
          <button
            type="button"
            className="quiet small"
            aria-label={accounts.connectAnotherAt(name)}
            disabled={link.isPending}
            onClick={() => link.mutate({ provider: id, besides: grants.length })}
          >
            {accounts.connectAnother}
          </button>
        )}
      </div>
      {provider === undefined && <p className="soft">{accounts.unknownProvider}</p>}
      {outcome?.kind === 'not-linked' && concerned === undefined && <LinkProblem outcome={outcome} name={name} />}
      <AccountFailure error={link.error} name={name} />
      <ul className="accounts">
        {grants.map((grant) => (
          <Account
            key={grant.id}
            {...{ grant, provider, name, tell }}
            others={grants.filter((other) => other !== grant)}
            outcome={grant === concerned ? outcome : undefined}
          />
        ))}
      </ul>
      {grants.length > 1 && <p className="fine">{accounts.defaultHint}</p>}
    </section>
  );
}

/** The account that was connected anew or in vain, or that is new. */
function concernedBy(outcome: LinkOutcome | undefined, grants: readonly Grant[]): Grant | undefined {
  if (outcome === undefined) return undefined;
  const named = grants.find(({ id }) => id === outcome.wish.account);
  if (named !== undefined || outcome.kind === 'not-linked') return named;
  return grants.toSorted((one, other) => other.linked_at - one.linked_at)[0];
}
