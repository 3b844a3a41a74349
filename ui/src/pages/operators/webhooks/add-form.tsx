import { useState, type ReactNode, type SubmitEvent } from 'react';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { DialogButtons } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/field.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { EventChecks } from './event-checks.tsx';
import type { Webhook, WebhookWish } from './webhook-queries.ts';

export interface AddFormProps {
  isPending: boolean;
  error: Error | null;
  onCancel: () => void;
  onSubmit: (wish: WebhookWish) => void;
}

/** Where a webhook leads, and what it is told of. */
export function AddForm({ isPending, error, onCancel, onSubmit }: AddFormProps): ReactNode {
  const { webhooks, operators, state } = useTexts();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<Webhook['events']>('*');
  const [isTried, setIsTried] = useState(false);
  const isNothing = events.length === 0;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setIsTried(true);
    if (isPending || url.trim() === '' || isNothing) return;
    onSubmit({ url: url.trim(), description: description.trim(), events });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={webhooks.url}
        hint={webhooks.urlHint}
        error={isTried && url.trim() === '' ? operators.missing : undefined}
        type="url"
        value={url}
        maxLength={2000}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={({ target }) => setUrl(target.value)}
      />
      <Field
        label={webhooks.description}
        hint={webhooks.descriptionHint}
        value={description}
        maxLength={255}
        autoComplete="off"
        onChange={({ target }) => setDescription(target.value)}
      />
      <EventChecks chosen={events} error={isTried && isNothing ? operators.missing : undefined} onChange={setEvents} />
      <ActionFailure error={error} />
      <DialogButtons>
        <button type="submit" aria-disabled={isPending}>
          {webhooks.add}
        </button>
        <button type="button" className="quiet" onClick={onCancel}>
          {state.cancel}
        </button>
      </DialogButtons>
    </form>
  );
}
