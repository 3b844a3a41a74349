import type { ReactNode } from 'react';
import { useProviderName } from '../../../api/providers.ts';
import { Section } from '../../../parts/section.tsx';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import { Table, type Column } from '../table.tsx';
import type { ProviderFare } from './overview-queries.ts';

type Age = ProviderFare['ages'][number]['age'];

const AGES: readonly Age[] = ['day', 'week', 'month', 'quarter', 'year', 'older'];

/** How long ago accounts were connected: where providers end grants by age, one sees what is coming. */
export function AgeTable({ providers }: { providers: readonly ProviderFare[] }): ReactNode {
  const { operators } = useTexts();
  const nameOf = useProviderName();
  const number = new Intl.NumberFormat(useLanguage());
  const aged = providers.filter(({ ages }) => ages.some(isAny));
  if (aged.length === 0) return null;
  const column = (age: Age): Column<ProviderFare> => ({
    ...{ head: operators.ages[age], isNumber: true },
    cell: ({ ages }) => {
      const found = ages.find((one) => one.age === age);
      if (found === undefined) return number.format(0);
      return (
        <>
          {number.format(found.active + found.reauth_required)}
          {found.reauth_required > 0 && <span className="op-why">{operators.needyOfThem(found.reauth_required)}</span>}
        </>
      );
    },
  });
  return (
    <Section id="ages" title={operators.age} lead={operators.ageLead}>
      <Table
        label={operators.age}
        rows={aged}
        keyOf={({ id }) => id}
        columns={[{ head: operators.provider, cell: ({ id }) => nameOf(id) }, ...AGES.map(column)]}
      />
    </Section>
  );
}

function isAny({ active, reauth_required: needy }: ProviderFare['ages'][number]): boolean {
  return active + needy > 0;
}
