import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { More } from '../more.tsx';
import { Table } from '../table.tsx';
import { deliveriesQuery, useRedeliver, type Delivery } from './webhook-queries.ts';

/** What became of a webhook's events. */
export function Deliveries({ webhook }: { webhook: string }): ReactNode {
  const { webhooks } = useTexts();
  const query = useInfiniteQuery(deliveriesQuery(webhook));
  const redeliver = useRedeliver(webhook);
  return (
    <section className="card" aria-label={webhooks.deliveries}>
      <h2>{webhooks.deliveries}</h2>
      <ActionFailure error={redeliver.error} />
      <Loaded query={query}>
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          if (all.length === 0) return <p>{webhooks.noDeliveries}</p>;
          return (
            <>
              <Table
                label={webhooks.deliveries}
                keyOf={({ event_id: id }) => id}
                rows={all}
                columns={[
                  { head: webhooks.event, cell: ({ type }) => <code>{type}</code> },
                  { head: webhooks.happened, cell: ({ occurred_at: at }) => <When at={at} /> },
                  { head: webhooks.outcome, cell: (delivery) => <Outcome delivery={delivery} /> },
                  { head: webhooks.attempts, isNumber: true, cell: ({ attempts }) => attempts },
                  {
                    head: webhooks.took,
                    isNumber: true,
                    cell: ({ duration }) => (duration === null ? '–' : `${duration} ms`),
                  },
                  {
                    head: webhooks.again,
                    cell: ({ event_id: id, type }) => (
                      <button
                        type="button"
                        className="quiet small"
                        aria-label={webhooks.sendAgainOf(type)}
                        aria-disabled={redeliver.isPending}
                        onClick={() => !redeliver.isPending && redeliver.mutate(id)}
                      >
                        {webhooks.sendAgain}
                      </button>
                    ),
                  },
                ]}
              />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Outcome({ delivery }: { delivery: Delivery }): ReactNode {
  const { webhooks } = useTexts();
  const { status, error, next_attempt_at: next, attempts } = delivery;
  const kind = status === 'delivered' ? 'good' : status === 'failed' ? 'bad' : '';
  return (
    <>
      <span className={`badge ${kind}`}>{webhooks.statuses[status]}</span>
      {error !== null && (
        <>
          {' '}
          <code>{error}</code>
        </>
      )}
      {next !== null && attempts > 0 && (
        <>
          {' '}
          {webhooks.next} <When at={next} />
        </>
      )}
    </>
  );
}
