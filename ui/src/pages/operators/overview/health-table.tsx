import type { ReactNode } from 'react';
import { useProviderName } from '../../../api/providers.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Section } from '../../../parts/section.tsx';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import { BreakerBadge } from '../breaker-badge.tsx';
import { Table, type Column } from '../table.tsx';
import { countOf } from './counts.ts';
import type { ProviderFare } from './overview-queries.ts';

/** Each provider: whether it answers, how its grants fare, and what waits to be refreshed. */
export function HealthTable({ providers }: { providers: readonly ProviderFare[] }): ReactNode {
  const { operators } = useTexts();
  const nameOf = useProviderName();
  const number = new Intl.NumberFormat(useLanguage());
  const counted = (head: string, value: (provider: ProviderFare) => number | null): Column<ProviderFare> => ({
    ...{ head, isNumber: true },
    cell: (provider) => {
      const count = value(provider);
      return count === null ? '–' : number.format(count);
    },
  });
  return (
    <Section id="health" title={operators.health}>
      {providers.length === 0 ? (
        <Empty title={operators.noProviders}>
          <p>{operators.noProvidersLead}</p>
        </Empty>
      ) : (
        <>
          <Table
            label={operators.health}
            rows={providers}
            keyOf={({ id }) => id}
            columns={[
              { head: operators.provider, cell: ({ id }) => nameOf(id) },
              { head: operators.breaker, cell: ({ breaker }) => <BreakerBadge breaker={breaker} /> },
              counted(operators.works, (provider) => countOf(provider, 'active')),
              { ...{ head: operators.needsUser, isNumber: true }, cell: (provider) => <Needy provider={provider} /> },
              counted(operators.ended, (provider) => countOf(provider, 'revoked')),
              counted(operators.waiting, ({ due }) => due),
            ]}
          />
          <p className="fine op-note">{operators.healthNote}</p>
        </>
      )}
    </Section>
  );
}

/** How many need their user, and why. */
function Needy({ provider }: { provider: ProviderFare }): ReactNode {
  const { operators } = useTexts();
  const number = new Intl.NumberFormat(useLanguage());
  const needy = provider.grants.filter(({ status }) => status === 'reauth_required');
  const why = needy.map(({ reason, count }) =>
    operators.counted(number.format(count), operators.reasons[reason ?? 'none']),
  );
  return (
    <>
      {number.format(countOf(provider, 'reauth_required'))}
      {why.length > 0 && <span className="op-why">{why.join(', ')}</span>}
    </>
  );
}
