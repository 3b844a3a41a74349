import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useProviderName } from '../../api/providers.ts';
import { Logo } from '../../parts/logo.tsx';
import { When } from '../../parts/when.tsx';
import { useTexts } from '../../texts/texts.ts';
import { fetchersQuery, type Consent } from './access-queries.ts';

/** Services that fetched tokens, and that one has not (or no longer) allowed it: a rule of the operator does. */
export function Fetchers({ consents }: { consents: readonly Consent[] }): ReactNode {
  const { access } = useTexts();
  const nameOf = useProviderName();
  const { data: fetchers = [] } = useQuery(fetchersQuery);
  const others = fetchers.filter(
    ({ client, provider }) => !consents.some((one) => one.client.id === client && one.provider === provider),
  );
  if (others.length === 0) return null;
  return (
    <>
      <h3 className="others">{access.others}</h3>
      <p className="soft">{access.othersLead}</p>
      <ul className="items">
        {others.map(({ client, provider, last }) => (
          <li key={`${client} ${provider}`} className="item">
            <div>
              <h4>{client}</h4>
              <p className="at-provider">
                <Logo provider={provider} size={20} />
                <span>{nameOf(provider)}</span>
              </p>
              <ul className="facts">
                <li>
                  {access.lastFetched} <When at={last} />
                </li>
              </ul>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
