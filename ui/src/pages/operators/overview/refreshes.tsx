import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useProviderName } from '../../../api/providers.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Section } from '../../../parts/section.tsx';
import { useLanguage, useTexts } from '../../../texts/texts.ts';
import { Choice } from '../choice.tsx';
import { seriesQuery, type RefreshSeries } from './overview-queries.ts';
import { Plot } from './plot.tsx';
import { RANGES, type RangeName } from './range.ts';
import { RefreshTable } from './refresh-table.tsx';
import { FAILURES, failuresIn, refreshesIn, slotsOf, type Slot } from './slots.ts';

/** How refreshes went over time: how many, what failed, how long providers took. */
export function Refreshes(): ReactNode {
  const { operators } = useTexts();
  const nameOf = useProviderName();
  const [range, setRange] = useState<RangeName>('day');
  const [provider, setProvider] = useState('');
  const query = useQuery(seriesQuery(RANGES[range]));
  const ids = query.data?.providers.map(({ id }) => id) ?? [];
  // A range in which nothing happened there does not list it; the choice stays.
  const known = provider === '' || ids.includes(provider) ? ids : [...ids, provider];
  const filters = (
    <div className="op-filters">
      <Choice
        label={operators.range}
        options={Object.entries(operators.ranges)}
        value={range}
        onChange={(name) => isRange(name) && setRange(name)}
      />
      <Choice
        label={operators.provider}
        options={[['', operators.all], ...known.map((id) => [id, nameOf(id)] as const)]}
        value={provider}
        onChange={setProvider}
      />
    </div>
  );
  return (
    <Section id="refreshes" title={operators.refreshes} lead={operators.refreshesLead} action={filters}>
      <Loaded query={query}>
        {(series) => <Plots series={series} slots={slotsOf(series, provider === '' ? undefined : provider)} />}
      </Loaded>
    </Section>
  );
}

function Plots({ series: { since, until }, slots }: { series: RefreshSeries; slots: Slot[] }): ReactNode {
  const { operators } = useTexts();
  const number = new Intl.NumberFormat(useLanguage(), { maximumFractionDigits: 2 });
  const sum = (value: (slot: Slot) => number): number => slots.reduce((all, slot) => all + value(slot), 0);
  const refreshes = sum(refreshesIn);
  const failures = sum(failuresIn);
  if (refreshes === 0) {
    return (
      <Empty title={operators.noRefreshes}>
        <p>{operators.noRefreshesLead}</p>
      </Empty>
    );
  }
  const mean = sum((slot) => (slot.latency?.mean ?? 0) * refreshesIn(slot)) / refreshes;
  const longest = Math.max(...slots.map(({ latency }) => latency?.max ?? 0));
  const common = { since, until };
  return (
    <>
      <div className="op-plots">
        <Plot
          {...common}
          title={operators.plotRefreshes}
          summary={operators.sumRefreshes(refreshes, number.format(refreshes))}
          layers={[{ label: operators.plotRefreshes, className: 'op-all', values: slots.map(refreshesIn) }]}
          scale={(top) => number.format(top)}
        />
        <Plot
          {...common}
          title={operators.plotFailures}
          summary={operators.sumFailures(number.format(failures))}
          layers={FAILURES.map((kind) => ({
            label: operators.failures[kind],
            className: `op-${kind}`,
            values: slots.map((slot) => slot[kind]),
          }))}
          scale={(top) => number.format(top)}
        />
        <Plot
          {...common}
          title={operators.plotLatency}
          summary={operators.sumLatency(number.format(mean), number.format(longest))}
          layers={[
            { label: operators.longest, className: 'op-max', values: slots.map(({ latency }) => latency?.max) },
            { label: operators.mean, className: 'op-mean', values: slots.map(({ latency }) => latency?.mean) },
          ]}
          isOverlaid
          scale={(top) => operators.seconds(number.format(top))}
        />
      </div>
      <details className="op-more">
        <summary>{operators.asTable}</summary>
        {/* The keyboard has to scroll it too. */}
        <div className="op-scroll" tabIndex={0} role="region" aria-label={operators.asTable}>
          <RefreshTable slots={slots.filter((slot) => refreshesIn(slot) > 0).reverse()} />
        </div>
      </details>
    </>
  );
}

function isRange(name: string): name is RangeName {
  return name in RANGES;
}
