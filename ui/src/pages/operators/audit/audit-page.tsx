import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { More } from '../more.tsx';
import { AuditItem } from './audit-item.tsx';
import { auditQuery, type AuditEvent } from './audit-queries.ts';
import { AuditFilters } from './filters.tsx';
import { filterOf, withChoice } from './address.ts';
import { usePeople } from './use-people.ts';

/** Who did what with whose accounts. What is chosen stands in the address, so that it can be passed on. */
export function AuditPage(): ReactNode {
  const { operators } = useTexts();
  const [parameters, setParameters] = useSearchParams();
  const filter = filterOf(parameters);
  const query = useInfiniteQuery(auditQuery(filter));
  return (
    <Page title={operators.audit} lead={operators.auditLead}>
      <AuditFilters
        filter={filter}
        onChoice={(name, value) => setParameters(withChoice(parameters, name, value), { replace: true })}
      />
      <Loaded query={query}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0) {
            return (
              <Empty title={operators.noEvents}>
                <p>{operators.noEventsLead}</p>
              </Empty>
            );
          }
          return (
            <section className="card" aria-label={operators.audit}>
              <Events events={events} />
              <More query={query} />
            </section>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Events({ events }: { events: readonly AuditEvent[] }): ReactNode {
  const nameOf = usePeople(
    events.flatMap(({ actor, user_id: user }) => [actor.kind === 'user' ? actor.id : null, user]),
  );
  return (
    <ul className="op-items op-audit">
      {events.map((event) => (
        <AuditItem key={event.id} event={event} nameOf={nameOf} />
      ))}
    </ul>
  );
}
