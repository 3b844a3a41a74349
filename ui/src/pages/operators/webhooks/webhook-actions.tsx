import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { useNavigate } from 'react-router';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { useRemoveWebhook, useRotateSecret, useSetEnabled, useTest, type Webhook } from './webhook-queries.ts';

/** What can be done to a webhook. */
export function WebhookActions({ webhook }: { webhook: Webhook }): ReactNode {
  const { webhooks, operators } = useTexts();
  const [asking, setAsking] = useState<'secret' | 'remove'>();
  const [secret, setSecret] = useState<string>();
  const buttons = useRef<HTMLDivElement>(null);
  const change = useSetEnabled(webhook.id);
  const test = useTest(webhook.id);
  const isBusy = change.isPending || test.isPending;
  return (
    <>
      <div className="op-buttons" ref={buttons} tabIndex={-1}>
        {webhook.enabled && (
          <button type="button" className="quiet small" aria-disabled={isBusy} onClick={() => !isBusy && test.mutate()}>
            {webhooks.test}
          </button>
        )}
        <button
          type="button"
          className="quiet small"
          aria-disabled={isBusy}
          onClick={() => !isBusy && change.mutate(!webhook.enabled)}
        >
          {webhook.enabled ? operators.disableClient : operators.enableClient}
        </button>
        <button type="button" className="quiet small" onClick={() => setAsking('secret')}>
          {operators.renewSecret}
        </button>
        <button type="button" className="quiet danger small" onClick={() => setAsking('remove')}>
          {operators.remove}
        </button>
      </div>
      <ActionFailure error={change.error ?? test.error} />
      {secret !== undefined && (
        <SecretDialog secret={secret} focusAfterwards={buttons} onClose={() => setSecret(undefined)} />
      )}
      {asking === 'secret' && (
        <RotateDialog
          webhook={webhook}
          focusAfterwards={buttons}
          onClose={() => setAsking(undefined)}
          onMade={(made) => {
            setSecret(made);
            setAsking(undefined);
          }}
        />
      )}
      {asking === 'remove' && (
        <RemoveDialog webhook={webhook} focusAfterwards={buttons} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

interface AskProps {
  webhook: Webhook;
  focusAfterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
}

function RotateDialog(props: AskProps & { onMade: (secret: string) => void }): ReactNode {
  const { webhooks, operators } = useTexts();
  const { webhook, focusAfterwards, onClose, onMade } = props;
  const rotate = useRotateSecret(onMade);
  return (
    <TakeAwayDialog
      title={webhooks.rotateTitle}
      description={webhooks.rotateSays}
      does={operators.renewSecret}
      isPending={rotate.isPending}
      error={rotate.error}
      {...{ focusAfterwards, onClose }}
      onConfirm={() => rotate.mutate(webhook.id)}
    />
  );
}

function RemoveDialog({ webhook, focusAfterwards, onClose }: AskProps): ReactNode {
  const { webhooks, operators } = useTexts();
  const navigate = useNavigate();
  const remove = useRemoveWebhook();
  return (
    <TakeAwayDialog
      title={operators.removeTitle(webhook.description ?? webhook.url)}
      description={webhooks.removeSays}
      does={operators.remove}
      isPending={remove.isPending}
      error={remove.error}
      {...{ focusAfterwards, onClose }}
      onConfirm={() => remove.mutate(webhook.id, { onSuccess: () => void navigate('/operators/webhooks') })}
    />
  );
}
