import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { grantsQuery, type Grant } from '../../api/grants.ts';
import { providersQuery, type Provider } from '../../api/providers.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useTexts } from '../../texts/texts.ts';
import './accounts.css';
import { needsItsUser } from './health.ts';
import { OutcomeNotice } from './outcome-notice.tsx';
import { useOutcome, type LinkOutcome, type Outcome } from './outcome.ts';
import { ProviderCard } from './provider-card.tsx';
import { ProviderOffer } from './provider-offer.tsx';

/** The home page: what is connected, how it fares, and what can be connected. */
export function AccountsPage(): ReactNode {
  const { shell, accounts } = useTexts();
  const providers = useQuery(providersQuery);
  const grants = useQuery(grantsQuery);
  const [outcome, tell] = useOutcome();
  const now = useNow() / 1000;
  const needy = (grants.data ?? []).filter((grant) => needsItsUser(grant, now)).length;
  const lead = grants.data?.length ? accounts.lead(grants.data.length, needy) : undefined;
  return (
    <Page title={shell.accounts} lead={lead}>
      <Loaded query={providers}>
        {(known) => (
          <Loaded query={grants}>
            {(connected) => (
              <>
                <OutcomeNotice outcome={outcome} providers={known} grants={connected} />
                <Accounts providers={known} grants={connected} outcome={outcome} tell={tell} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

interface AccountsProps {
  providers: readonly Provider[];
  grants: readonly Grant[];
  outcome: Outcome | undefined;
  tell: (outcome: Outcome) => void;
}

function Accounts({ providers, grants, outcome, tell }: AccountsProps): ReactNode {
  const { accounts } = useTexts();
  const grantsAt = (id: string): Grant[] => grants.filter(({ provider }) => provider === id);
  const used = providers.filter(({ id }) => grantsAt(id).length > 0);
  const unused = providers.filter(({ id }) => grantsAt(id).length === 0);
  const known = new Set(providers.map(({ id }) => id));
  const abandoned = [...new Set(grants.map(({ provider }) => provider))].filter((id) => !known.has(id));
  return (
    <>
      {used.map((provider) => (
        <ProviderCard
          key={provider.id}
          {...{
            id: provider.id,
            provider,
            grants: grantsAt(provider.id),
            outcome: concerning(outcome, provider),
            tell,
          }}
        />
      ))}
      {abandoned.map((id) => (
        <ProviderCard key={id} {...{ id, provider: undefined, grants: grantsAt(id), outcome: undefined, tell }} />
      ))}
      {grants.length === 0 && providers.length > 0 && <Empty title={accounts.emptyTitle}>{accounts.empty}</Empty>}
      {providers.length === 0 && <NothingToConnect />}
      {unused.length > 0 && (
        <section aria-labelledby="offers">
          <h2 id="offers">{grants.length === 0 ? accounts.choose : accounts.others}</h2>
          <ul className="offers">
            {unused.map((provider) => (
              <ProviderOffer key={provider.id} provider={provider} outcome={concerning(outcome, provider)} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function NothingToConnect(): ReactNode {
  const { accounts } = useTexts();
  return (
    <Empty title={accounts.noProvidersTitle}>
      <p>{accounts.noProviders}</p>
      <p className="fine">{accounts.noProvidersOperator('TOKENSTORE_TOKEN_PROVIDERS')}</p>
    </Empty>
  );
}

/** What became of a link at this provider. */
function concerning(outcome: Outcome | undefined, { id }: Provider): LinkOutcome | undefined {
  if (outcome === undefined || outcome.kind === 'disconnected') return undefined;
  return outcome.wish.provider === id ? outcome : undefined;
}
