import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { nameOf, type Provider } from '../../../api/providers.ts';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { Logo } from '../../../parts/logo.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { BreakerBadge } from '../breaker-badge.tsx';
import { countOf } from '../overview/counts.ts';
import type { ProviderFare } from '../overview/overview-queries.ts';
import { Findings } from './findings.tsx';
import { examinationQuery } from './provider-queries.ts';

/** A provider: what it is set up for, how it fares, and what the doctor found. */
export function ProviderItem({ provider, fare }: { provider: Provider; fare: ProviderFare | undefined }): ReactNode {
  const { operators } = useTexts();
  const { data, error, isFetching, refetch } = useQuery({ ...examinationQuery(provider.id), enabled: false });
  const name = nameOf(provider);
  return (
    <section className="card" aria-label={name}>
      <div className="section-head">
        <div className="op-provider">
          <Logo provider={provider.id} />
          <div>
            <h2>{name}</h2>
            <p className="op-line">
              <code>{provider.id}</code> <BreakerBadge breaker={provider.health.breaker} />
            </p>
          </div>
        </div>
        <button
          type="button"
          className="quiet"
          aria-disabled={isFetching}
          aria-label={operators.examineThis(name)}
          onClick={() => !isFetching && void refetch()}
        >
          {isFetching ? operators.examining : operators.examine}
        </button>
      </div>
      <Facts provider={provider} fare={fare} />
      <div aria-live="polite">
        <ActionFailure error={isFetching ? null : error} />
        {data !== undefined && <Findings of={data} />}
      </div>
    </section>
  );
}

function Facts({ provider, fare }: { provider: Provider; fare: ProviderFare | undefined }): ReactNode {
  const { operators } = useTexts();
  const { capabilities, scopes } = provider;
  const { revocation } = capabilities;
  return (
    <dl className="op-facts">
      {fare !== undefined && (
        <div>
          <dt>{operators.grants}</dt>
          <dd>{operators.fare(countOf(fare, 'active'), countOf(fare, 'reauth_required'))}</dd>
        </div>
      )}
      <div>
        <dt>{operators.asksFor}</dt>
        <dd>{scopes.length === 0 ? operators.nothing : <code>{scopes.join(' ')}</code>}</dd>
      </div>
      <div>
        <dt>{operators.can}</dt>
        <dd>
          {[
            operators.keepsAlive[capabilities.keeps_alive ? 'yes' : 'no'],
            operators.revokes[revocation === null ? 'unknown' : revocation ? 'yes' : 'no'],
            operators.accounts[capabilities.accounts],
          ].join(' ')}
        </dd>
      </div>
    </dl>
  );
}
