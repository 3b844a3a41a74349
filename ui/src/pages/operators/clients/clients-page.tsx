import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { ClientBadges } from './client-badges.tsx';
import { clientsQuery, rulesQuery, type Client } from './client-queries.ts';
import { RegisterDialog } from './register-dialog.tsx';

/** The services that may ask for users' tokens. */
export function ClientsPage(): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(clientsQuery);
  const [isRegistering, setIsRegistering] = useState(false);
  return (
    <Page
      title={operators.clients}
      lead={operators.clientsLead}
      actions={
        <button type="button" onClick={() => setIsRegistering(true)}>
          {operators.register}
        </button>
      }
    >
      <Loaded query={query}>{(clients) => <ClientList clients={clients} />}</Loaded>
      {isRegistering && <RegisterDialog onClose={() => setIsRegistering(false)} />}
    </Page>
  );
}

function ClientList({ clients }: { clients: readonly Client[] }): ReactNode {
  const { operators } = useTexts();
  const { data: rules } = useQuery(rulesQuery);
  if (clients.length === 0) {
    return (
      <Empty title={operators.noClients}>
        <p>{operators.noClientsLead}</p>
      </Empty>
    );
  }
  return (
    <section className="card" aria-label={operators.clients}>
      <ul className="op-items">
        {clients.map((client) => (
          <li key={client.id}>
            <div className="op-line">
              <Link to={`/operators/clients/${encodeURIComponent(client.id)}`}>
                <strong>{client.name}</strong>
              </Link>
              <ClientBadges client={client} />
            </div>
            <p className="fine">
              <code>{client.id}</code>
              {rules !== undefined &&
                ` · ${operators.rulesOf(rules.filter(({ client: whose }) => whose === client.id).length)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
