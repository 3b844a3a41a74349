import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { nameOf, providersQuery } from '../../../api/providers.ts';
import { useTexts } from '../../../texts/texts.ts';

const ALL = '*';

export interface ProviderChecksProps {
  /** Ids, or `*` for all, also those that are added later. */
  chosen: readonly string[];
  error: string | undefined;
  onChange: (chosen: readonly string[]) => void;
}

/** Some of the providers, or all. */
export function ProviderChecks({ chosen, error, onChange }: ProviderChecksProps): ReactNode {
  const { operators } = useTexts();
  const { data: providers = [] } = useQuery(providersQuery);
  const errorId = useId();
  const isAll = chosen.includes(ALL);
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="op-options" aria-describedby={error === undefined ? undefined : errorId}>
      <legend>{operators.where}</legend>
      <label>
        <input type="checkbox" checked={isAll} onChange={() => onChange(isAll ? [] : [ALL])} />
        {operators.everyProvider}
      </label>
      {!isAll &&
        providers.map((provider) => (
          <label key={provider.id}>
            <input type="checkbox" checked={chosen.includes(provider.id)} onChange={() => toggle(provider.id)} />
            {nameOf(provider)}
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
