import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, body } from '../../../api/client.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';

const keysQuery = queryOptions({
  queryKey: ['operators', 'keys'],
  queryFn: async () => (await body(api.GET('/api/v2/admin/keys'))).items,
});

/** The keys that seal tokens, by their ids. */
export function KeysPage(): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(keysQuery);
  return (
    <Page title={operators.keys} lead={operators.keysLead}>
      <Loaded query={query}>
        {(keys) => (
          <section className="card" aria-label={operators.keys}>
            <ul className="op-items">
              {keys.map(({ id, seals, held, since }) => (
                <li key={id}>
                  <div className="op-line">
                    <code>{id}</code>
                    <span className={`badge ${seals ? 'good' : held ? '' : 'bad'}`}>
                      {seals ? operators.seals : held ? operators.opens : operators.notHeld}
                    </span>
                  </div>
                  <p className="fine">
                    {since === null ? (
                      operators.keyUnused
                    ) : (
                      <>
                        {operators.keySince} <When at={since} />
                      </>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Loaded>
    </Page>
  );
}
