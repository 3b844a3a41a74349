import type { ReactNode } from 'react';
import { useTexts } from '../../../texts/texts.ts';
import type { Webhook } from './webhook-queries.ts';

/** How a webhook fares. */
export function WebhookBadges({ webhook }: { webhook: Webhook }): ReactNode {
  const { webhooks } = useTexts();
  const { disabled, failing_since: failing, waiting } = webhook;
  return (
    <>
      {disabled !== null && <span className="badge bad">{webhooks.disabledFor[disabled.reason]}</span>}
      {disabled === null && failing !== null && <span className="badge bad">{webhooks.failing}</span>}
      {disabled === null && failing === null && <span className="badge good">{webhooks.enabled}</span>}
      {waiting > 0 && <span className="badge">{webhooks.waiting(waiting)}</span>}
    </>
  );
}
