import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { AgeTable } from './age-table.tsx';
import { Figures } from './figures.tsx';
import { HealthTable } from './health-table.tsx';
import './overview.css';
import { overviewQuery } from './overview-queries.ts';
import { Refreshes } from './refreshes.tsx';

/** How the store fares, at a glance. */
export function OverviewPage(): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(overviewQuery);
  return (
    <Page title={operators.overview}>
      <Loaded query={query}>
        {(overview) => (
          <>
            <Figures overview={overview} />
            <HealthTable providers={overview.providers} />
          </>
        )}
      </Loaded>
      <Refreshes />
      {query.data !== undefined && <AgeTable providers={query.data.providers} />}
    </Page>
  );
}
