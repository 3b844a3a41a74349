import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/texts.ts';

/** An address below /operators that leads nowhere, or to somebody who is not there. */
export function NothingHere({ title }: { title?: string }): ReactNode {
  const { state, operators } = useTexts();
  return (
    <Page title={title ?? state.notFoundTitle}>
      <p>{title === undefined ? state.notFound : operators.maybeRemoved}</p>
      <Link className="button" to="/operators">
        {operators.toOverview}
      </Link>
    </Page>
  );
}
