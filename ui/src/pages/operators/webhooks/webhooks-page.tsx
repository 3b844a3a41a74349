import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { AddDialog } from './add-dialog.tsx';
import { WebhookBadges } from './webhook-badges.tsx';
import { webhooksQuery, type Webhook } from './webhook-queries.ts';

/** Who is told of events. */
export function WebhooksPage(): ReactNode {
  const { webhooks } = useTexts();
  const query = useQuery(webhooksQuery);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Page
      title={webhooks.title}
      lead={webhooks.lead}
      actions={
        <button type="button" onClick={() => setIsAdding(true)}>
          {webhooks.add}
        </button>
      }
    >
      <Loaded query={query}>{(all) => <WebhookList all={all} />}</Loaded>
      {isAdding && <AddDialog onClose={() => setIsAdding(false)} />}
    </Page>
  );
}

function WebhookList({ all }: { all: readonly Webhook[] }): ReactNode {
  const { webhooks } = useTexts();
  if (all.length === 0) {
    return (
      <Empty title={webhooks.none}>
        <p>{webhooks.noneLead}</p>
      </Empty>
    );
  }
  return (
    <section className="card" aria-label={webhooks.title}>
      <ul className="op-items">
        {all.map((webhook) => (
          <li key={webhook.id}>
            <div className="op-line">
              <Link to={`/operators/webhooks/${webhook.id}`}>
                <strong>{webhook.description ?? webhook.url}</strong>
              </Link>
              <WebhookBadges webhook={webhook} />
            </div>
            {webhook.description !== null && (
              <p className="fine">
                <code>{webhook.url}</code>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
