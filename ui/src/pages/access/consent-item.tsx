import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useProviderName } from '../../api/providers.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Logo } from '../../parts/logo.tsx';
import { Scopes } from '../../parts/scopes.tsx';
import { When } from '../../parts/when.tsx';
import { useTexts } from '../../texts/texts.ts';
import { fetchesQuery, type Consent, type Fetches } from './access-queries.ts';

/** What people call a service. */
export function clientName({ client }: Consent): string {
  return client.name ?? client.id;
}

/** A service that one has allowed something at a provider: what, since when, and what it made of it. */
export function ConsentItem({ consent, onTakeBack }: { consent: Consent; onTakeBack: () => void }): ReactNode {
  const { access } = useTexts();
  const nameOf = useProviderName();
  const { client, provider, scopes } = consent;
  const name = clientName(consent);
  const fetches = useQuery(fetchesQuery(client.id, provider));
  return (
    <li className="item">
      <div>
        <h3>
          {name} {client.name === null && <span className="badge warn">{access.gone}</span>}
        </h3>
        <p className="at-provider">
          <Logo provider={provider} size={20} />
          <span>
            {nameOf(provider)}: {scopes === null ? access.mayAll : <Scopes scopes={scopes} />}
          </span>
        </p>
        <Loaded query={fetches}>
          {(fetched) => (
            <p>
              <Fetched fetches={fetched} />
            </p>
          )}
        </Loaded>
        <ul className="facts">
          <li>
            {access.allowed} <When at={consent.created_at} />
          </li>
          <li>
            {access.registeredAs} <code>{client.id}</code>
          </li>
        </ul>
      </div>
      <button
        type="button"
        className="quiet small"
        aria-label={access.takeBackFrom(name, nameOf(provider))}
        onClick={onTakeBack}
      >
        {access.takeBack}
      </button>
    </li>
  );
}

function Fetched({ fetches: { count, isMore, last } }: { fetches: Fetches }): ReactNode {
  const { access } = useTexts();
  if (last === undefined) return access.fetchedNone;
  const many = access.fetched(isMore ? access.moreThan(count) : String(count));
  return (
    <>
      {count === 1 && !isMore ? access.fetchedOnce : many} <When at={last} />
    </>
  );
}
