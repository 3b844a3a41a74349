import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import { Table, type Column } from '../table.tsx';
import { FAILURES, type Slot } from './slots.ts';

/** The plots in numbers, a row for each step in which something happened. */
export function RefreshTable({ slots }: { slots: readonly Slot[] }): ReactNode {
  const { operators } = useTexts();
  const language = useLanguage();
  const time = new Intl.DateTimeFormat(language, {
    ...({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const),
  });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  const seconds = (value: number | undefined): string =>
    value === undefined ? '' : operators.seconds(number.format(value));
  const counted = (head: string, value: (slot: Slot) => number): Column<Slot> => ({
    ...{ head, isNumber: true, cell: (slot) => number.format(value(slot)) },
  });
  return (
    <Table
      label={operators.refreshes}
      rows={slots}
      keyOf={({ at }) => at}
      columns={[
        { head: operators.from, cell: ({ at }) => time.format(at * 1000) },
        counted(operators.kept, ({ kept }) => kept),
        ...FAILURES.map((kind) => counted(operators.failures[kind], (slot) => slot[kind])),
        { head: operators.mean, isNumber: true, cell: ({ latency }) => seconds(latency?.mean) },
        { head: operators.longest, isNumber: true, cell: ({ latency }) => seconds(latency?.max) },
      ]}
    />
  );
}
