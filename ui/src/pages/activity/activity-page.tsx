import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Problem } from '../../api/problem.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useActivityFilter } from './activity-filter.ts';
import { useActivity, useNames } from './activity-queries.ts';
import './activity.css';
import { DayOfDeeds } from './day.tsx';
import { FilterForm } from './filter-form.tsx';
import { fold } from './fold.ts';

/** What happened with one's accounts: who obtained what, and when. */
export default function ActivityPage(): ReactNode {
  const { shell, activity } = useTexts();
  const chosen = useActivityFilter();
  const query = useActivity(chosen.filter);
  const names = useNames();
  return (
    <Page title={shell.activity} lead={activity.lead}>
      <FilterForm chosen={chosen} />
      <Loaded query={query}>
        {({ pages }) => {
          const days = fold(pages.flatMap(({ items }) => items));
          if (days.length === 0) return <NoEvents isFiltered={chosen.isChosen} onReset={chosen.reset} />;
          return (
            <div aria-busy={query.isPlaceholderData}>
              {days.map((day) => (
                <DayOfDeeds key={day.start} day={day} names={names} />
              ))}
              <Older query={query} />
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

function NoEvents({ isFiltered, onReset }: { isFiltered: boolean; onReset: () => void }): ReactNode {
  const { activity } = useTexts();
  if (!isFiltered) {
    return (
      <Empty title={activity.emptyTitle}>
        <p>{activity.empty}</p>
      </Empty>
    );
  }
  return (
    <Empty title={activity.noneTitle}>
      <p>{activity.none}</p>
      <button type="button" className="quiet small" onClick={onReset}>
        {activity.showAll}
      </button>
    </Empty>
  );
}

/** Older events on demand. When there are none left, that is said where the button was, and the keyboard goes on there. */
function Older({ query }: { query: ReturnType<typeof useActivity> }): ReactNode {
  const { state } = useTexts();
  const [isAsked, setIsAsked] = useState(false);
  const end = useRef<HTMLParagraphElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error } = query;
  const ask = (): void => {
    setIsAsked(true);
    void query.fetchNextPage();
  };
  useEffect(() => {
    if (isAsked && !hasNextPage) end.current?.focus();
  }, [isAsked, hasNextPage]);
  if (isFetchNextPageError && error instanceof Problem) {
    return <Failure problem={error} onRetry={ask} />;
  }
  return (
    <div className="older">
      {hasNextPage ? (
        <button
          type="button"
          className="quiet"
          aria-disabled={isFetchingNextPage}
          onClick={() => !isFetchingNextPage && ask()}
        >
          {isFetchingNextPage ? state.loading : state.older}
        </button>
      ) : (
        <p ref={end} className="fine" tabIndex={-1} hidden={!isAsked}>
          {state.noMore}
        </p>
      )}
    </div>
  );
}
