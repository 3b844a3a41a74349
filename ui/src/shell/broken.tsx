import { Component, type ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { Failure } from '../parts/failure.tsx';
import { Page } from '../parts/page.tsx';
import { useTexts } from '../texts/texts.ts';
import { NotFetched } from './not-fetched.ts';

/** In place of a page that could not be loaded or drawn. */
export function Broken({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const { state } = useTexts();
  if (error instanceof Problem) {
    return (
      <Page title={state.failedTitle}>
        <Failure problem={error} onRetry={onRetry} />
      </Page>
    );
  }
  const isFetched = !(error instanceof NotFetched);
  return (
    <Page title={isFetched ? state.brokenTitle : state.failedTitle}>
      <p>{isFetched ? state.broken : state.notFetched}</p>
      <button type="button" onClick={() => location.reload()}>
        {state.reload}
      </button>
    </Page>
  );
}

/** Keeps the shell standing when a page breaks. Give it the page as `key`: another page is another try. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
