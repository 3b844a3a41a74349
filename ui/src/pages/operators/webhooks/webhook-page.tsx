import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { isMissing } from '../missing.ts';
import { NothingHere } from '../nothing-here.tsx';
import { Deliveries } from './deliveries.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookBadges } from './webhook-badges.tsx';
import { webhookQuery, type Webhook } from './webhook-queries.ts';

/** One webhook: what it is told of, how it fares, and what became of its events. */
export function WebhookPage(): ReactNode {
  const { webhooks } = useTexts();
  const { id = '' } = useParams();
  const query = useQuery(webhookQuery(id));
  if (isMissing(query)) return <NothingHere title={webhooks.noSuch} />;
  return (
    <>
      <p className="op-back">
        <Link to="/operators/webhooks">{webhooks.title}</Link>
      </p>
      {query.data === undefined && <h1>{webhooks.one}</h1>}
      <Loaded query={query}>{(webhook) => <Of webhook={webhook} />}</Loaded>
    </>
  );
}

function Of({ webhook }: { webhook: Webhook }): ReactNode {
  const { webhooks } = useTexts();
  const { id, url, description, events, failing_since: failing, previous_secret_until: until } = webhook;
  return (
    <Page title={description ?? webhooks.one}>
      <section className="card" aria-label={webhooks.one}>
        <p className="op-line">
          <code>{url}</code> <WebhookBadges webhook={webhook} />
        </p>
        <dl className="op-facts">
          <div>
            <dt>{webhooks.toldOf}</dt>
            <dd>{events === '*' ? webhooks.everything : events.map((type) => webhooks.events[type]).join('; ')}</dd>
          </div>
          {failing !== null && (
            <div>
              <dt>{webhooks.failingSince}</dt>
              <dd>
                <When at={failing} />
              </dd>
            </div>
          )}
          {until !== null && (
            <div>
              <dt>{webhooks.oldSecret}</dt>
              <dd>
                <When at={until} />
              </dd>
            </div>
          )}
        </dl>
        <WebhookActions webhook={webhook} />
      </section>
      <Deliveries webhook={id} />
    </Page>
  );
}
