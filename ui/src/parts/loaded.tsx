import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';
import { Failure } from './failure.tsx';

export interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  /** Draws what was loaded; old data is drawn on while newer is fetched, or cannot be. */
  children: (data: Data) => ReactNode;
}

/** What a query brought; until then that it loads, or why it did not. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>): ReactNode {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error === null) return <Loading />;
  if (!(error instanceof Problem)) throw error;
  // The shell says that the session has ended.
  return error.isSignedOut ? null : <Failure problem={error} onRetry={() => void refetch()} />;
}

/** Shown only when it takes a moment, by its style: a flash would be worse than nothing. */
export function Loading(): ReactNode {
  const { state } = useTexts();
  return (
    <p role="status" className="loading">
      {state.loading}
    </p>
  );
}
