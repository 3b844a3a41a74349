import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ActionFailure } from '../../parts/action-failure.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Below a list that comes in pages: the next page, or that there is none. */
export function More({ query }: { query: UseInfiniteQueryResult }): ReactNode {
  const { state } = useTexts();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = query;
  return (
    <div className="op-next">
      {isFetchNextPageError && <ActionFailure error={error} />}
      {hasNextPage ? (
        <button
          type="button"
          className="quiet"
          aria-disabled={isFetchingNextPage}
          onClick={() => !isFetchingNextPage && void fetchNextPage()}
        >
          {isFetchingNextPage ? state.loading : state.older}
        </button>
      ) : (
        <p className="fine">{state.noMore}</p>
      )}
    </div>
  );
}
