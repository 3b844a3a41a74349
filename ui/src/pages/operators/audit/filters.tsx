import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { nameOf, providersQuery } from '../../../api/providers.ts';
import { useTexts } from '../../../texts/texts.ts';
import { Choice } from '../choice.tsx';
import { clientsQuery } from '../clients/client-queries.ts';
import { HOURS, type FilterName } from './address.ts';
import { ACTIONS, type AuditFilter } from './audit-queries.ts';
import { usePeople } from './use-people.ts';

export interface AuditFiltersProps {
  filter: AuditFilter;
  /** @param value empty: whatever it is */
  onChoice: (name: FilterName, value: string) => void;
}

/** Which of all events one wants to see. */
export function AuditFilters({ filter, onChoice }: AuditFiltersProps): ReactNode {
  const { operators } = useTexts();
  const { data: providers = [] } = useQuery(providersQuery);
  const { data: clients = [] } = useQuery(clientsQuery);
  const { action = '', provider = '', client = '', hours = '', user } = filter;
  const any = ['', operators.all] as const;
  return (
    <div className="op-filters op-filters-wide">
      <Choice
        label={operators.when}
        options={[['', operators.ever], ...HOURS.map((one) => [String(one), operators.lastHours(one)] as const)]}
        value={String(hours)}
        onChange={(value) => onChoice('hours', value)}
      />
      <Choice
        label={operators.what}
        options={[any, ...ACTIONS.map((one) => [one, operators.actions[one]] as const)]}
        value={action}
        onChange={(value) => onChoice('action', value)}
      />
      <Choice
        label={operators.provider}
        options={[
          any,
          ...withChosen(
            providers.map((one) => [one.id, nameOf(one)]),
            provider,
          ),
        ]}
        value={provider}
        onChange={(value) => onChoice('provider', value)}
      />
      <Choice
        label={operators.client}
        options={[
          any,
          ...withChosen(
            clients.map((one) => [one.id, one.name]),
            client,
          ),
        ]}
        value={client}
        onChange={(value) => onChoice('client', value)}
      />
      {user !== undefined && <OnlyUser id={user} onEnd={() => onChoice('user', '')} />}
    </div>
  );
}

/** One comes here from a user's page. */
function OnlyUser({ id, onEnd }: { id: string; onEnd: () => void }): ReactNode {
  const { operators } = useTexts();
  const name = usePeople([id])(id);
  return (
    <p className="op-only">
      {operators.onlyUser} <strong>{name}</strong>{' '}
      <button type="button" className="link" onClick={onEnd}>
        {operators.everybody}
      </button>
    </p>
  );
}

/** What was chosen, and is no more, can still be looked at. */
function withChosen(options: readonly (readonly [string, string])[], chosen: string): (readonly [string, string])[] {
  const isThere = chosen === '' || options.some(([id]) => id === chosen);
  return isThere ? [...options] : [...options, [chosen, chosen]];
}
