import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Page } from '../parts/page.tsx';
import { useTexts } from '../texts/texts.ts';

export function NotFound(): ReactNode {
  const { state } = useTexts();
  return (
    <Page title={state.notFoundTitle}>
      <p>{state.notFound}</p>
      <Link className="button" to="/">
        {state.home}
      </Link>
    </Page>
  );
}
