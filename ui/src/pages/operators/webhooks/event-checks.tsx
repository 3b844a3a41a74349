import { useId, type ReactNode } from 'react';
import { useTexts } from '../../../texts/texts.ts';
import type { EventType, Webhook } from './webhook-queries.ts';

const TYPES = [
  ...(['grant.reauth_required', 'grant.expiring', 'grant.recovered', 'grant.linked', 'grant.revoked'] as const),
  ...(['provider.failing', 'provider.recovered'] as const),
] satisfies EventType[];

export interface EventChecksProps {
  chosen: Webhook['events'];
  error: string | undefined;
  onChange: (chosen: Webhook['events']) => void;
}

/** Some of the events, or all. */
export function EventChecks({ chosen, error, onChange }: EventChecksProps): ReactNode {
  const { webhooks } = useTexts();
  const errorId = useId();
  const toggle = (type: EventType): void => {
    const some = chosen === '*' ? [] : chosen;
    onChange(some.includes(type) ? some.filter((one) => one !== type) : [...some, type]);
  };
  return (
    <fieldset className="op-options" aria-describedby={error === undefined ? undefined : errorId}>
      <legend>{webhooks.toldOf}</legend>
      <label>
        <input type="checkbox" checked={chosen === '*'} onChange={() => onChange(chosen === '*' ? [] : '*')} />
        {webhooks.everything}
      </label>
      {chosen !== '*' &&
        TYPES.map((type) => (
          <label key={type}>
            <input type="checkbox" checked={chosen.includes(type)} onChange={() => toggle(type)} />
            {webhooks.events[type]}
          </label>
        ))}
      {error !== undefined && (
        <p id={errorId} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
