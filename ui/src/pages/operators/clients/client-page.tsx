import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { Loaded } from '../../../parts/loaded.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { isMissing } from '../missing.ts';
import { NothingHere } from '../nothing-here.tsx';
import { ClientActions } from './client-actions.tsx';
import { ClientBadges } from './client-badges.tsx';
import { clientQuery, type Client } from './client-queries.ts';
import { Rules } from './rules.tsx';

/** One client: how it proves itself, and whose tokens it may obtain. */
export function ClientPage(): ReactNode {
  const { operators } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery(clientQuery(id));
  if (isMissing(query)) return <NothingHere title={operators.noSuchClient} />;
  return (
    <>
      <p className="op-back">
        <Link to="/operators/clients">{operators.clients}</Link>
      </p>
      {query.data === undefined && <h1>{operators.client}</h1>}
      <Loaded query={query}>{(client) => <Of client={client} />}</Loaded>
    </>
  );
}

function Of({ client }: { client: Client }): ReactNode {
  const { operators } = useTexts();
  const isOurs = client.source === 'api';
  return (
    <Page
      title={client.name}
      actions={
        <Link className="button quiet" to={`/operators/audit?client=${encodeURIComponent(client.id)}`}>
          {operators.whatItDid}
        </Link>
      }
    >
      <section className="card" aria-label={operators.client}>
        <p className="op-line">
          <code>{client.id}</code> <ClientBadges client={client} />
        </p>
        <dl className="op-facts">
          <div>
            <dt>{operators.proof}</dt>
            <dd>
              {client.issuer === null ? (
                operators.hasSecret[client.has_secret ? 'yes' : 'no']
              ) : (
                <>
                  {operators.jwtOf} <code>{client.issuer}</code> {operators.forSubject} <code>{client.subject}</code>
                </>
              )}
            </dd>
          </div>
          {client.login_client !== null && (
            <div>
              <dt>{operators.loginClient}</dt>
              <dd>
                <code>{client.login_client}</code>
              </dd>
            </div>
          )}
          {client.created_at !== null && (
            <div>
              <dt>{operators.registered}</dt>
              <dd>
                <When at={client.created_at} />
              </dd>
            </div>
          )}
        </dl>
        {isOurs ? <ClientActions client={client} /> : <Notice kind="plain">{operators.settingsOnly}</Notice>}
      </section>
      <Rules client={client} />
    </Page>
  );
}
