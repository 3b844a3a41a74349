import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { providersQuery, type Provider } from '../../../api/providers.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { Section } from '../../../parts/section.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { overviewQuery, type ProviderFare } from '../overview/overview-queries.ts';
import { ProviderItem } from './provider-item.tsx';
import { examinationQuery } from './provider-queries.ts';
import './providers.css';

/** The configured providers, and what the doctor says of them. */
export function ProvidersPage(): ReactNode {
  const { operators } = useTexts();
  const providers = useQuery(providersQuery);
  const { data: overview } = useQuery(overviewQuery);
  const fares = overview?.providers ?? [];
  const { data = [] } = providers;
  return (
    <Page
      title={operators.providers}
      lead={operators.providersLead}
      actions={data.length > 1 && <ExamineAll providers={data} />}
    >
      <Loaded query={providers}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={operators.noProviders}>
              <p>{operators.noProvidersLead}</p>
            </Empty>
          ) : (
            all.map((provider) => (
              <ProviderItem key={provider.id} provider={provider} fare={fares.find(({ id }) => id === provider.id)} />
            ))
          )
        }
      </Loaded>
      <LeftOver fares={fares.filter(({ configured }) => !configured)} />
    </Page>
  );
}

function ExamineAll({ providers }: { providers: readonly Provider[] }): ReactNode {
  const { operators } = useTexts();
  const client = useQueryClient();
  const isBusy = useIsFetching({ queryKey: ['operators', 'examination'] }) > 0;
  const examine = (): void => {
    // What fails is told beside each.
    for (const { id } of providers) {
      client.query(examinationQuery(id)).catch(() => undefined);
    }
  };
  return (
    <button type="button" aria-disabled={isBusy} onClick={() => !isBusy && examine()}>
      {operators.examineAll}
    </button>
  );
}

/** Providers that grants are left of, and no settings. */
function LeftOver({ fares }: { fares: readonly ProviderFare[] }): ReactNode {
  const { operators } = useTexts();
  if (fares.length === 0) return null;
  return (
    <Section id="left-over" title={operators.leftOver} lead={operators.leftOverLead}>
      <ul className="op-items">
        {fares.map(({ id, grants }) => (
          <li key={id}>
            <code>{id}</code>, {operators.grantsOf(grants.reduce((sum, { count }) => sum + count, 0))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
