import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { mayAdminister, useMe } from '../../api/me.ts';
import { nameOf, providersQuery } from '../../api/providers.ts';
import { useTexts } from '../../texts/texts.ts';
import { SPANS, type ActivityFilter, type ChosenFilter, type Span } from './activity-filter.ts';

/** What only administrators do. */
const FOR_ADMINISTRATORS: ReadonlySet<string> = new Set(['client', 'delegation', 'webhook', 'workshop']);

/** What is shown follows each choice at once: there is nothing to send. */
export function FilterForm({ chosen }: { chosen: ChosenFilter }): ReactNode {
  const { activity, audit } = useTexts();
  const isAdministrator = mayAdminister(useMe());
  const { data: providers = [] } = useQuery(providersQuery);
  const actions = Object.entries(audit.actions).filter(([id]) => isAdministrator || !FOR_ADMINISTRATORS.has(id));
  return (
    <form className="activity-filter" aria-label={activity.filter} onSubmit={(event) => event.preventDefault()}>
      <Choice label={activity.what} name="action" chosen={chosen} all={activity.everything} options={actions} />
      <Choice
        label={activity.provider}
        name="provider"
        chosen={chosen}
        all={activity.anyProvider}
        options={providers.map((provider) => [provider.id, nameOf(provider)])}
      />
      <Choice
        label={activity.since}
        name="since"
        chosen={chosen}
        all={activity.ever}
        options={(Object.keys(SPANS) as Span[]).map((span) => [span, activity[span]])}
      />
    </form>
  );
}

interface ChoiceProps {
  label: string;
  name: keyof ActivityFilter;
  chosen: ChosenFilter;
  /** What it is called when nothing is chosen. */
  all: string;
  options: readonly (readonly [value: string, label: string])[];
}

function Choice({ label, name, chosen, all, options }: ChoiceProps): ReactNode {
  const id = useId();
  const value = chosen.filter[name] ?? '';
  // A provider that is no longer configured still has its past.
  const isListed = value === '' || options.some(([option]) => option === value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => chosen.choose(name, target.value)}>
        <option value="">{all}</option>
        {!isListed && <option value={value}>{value}</option>}
        {options.map(([option, says]) => (
          <option key={option} value={option}>
            {says}
          </option>
        ))}
      </select>
    </div>
  );
}
