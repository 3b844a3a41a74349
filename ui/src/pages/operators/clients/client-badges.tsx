import type { ReactNode } from 'react';
import { useTexts } from '../../../texts/texts.ts';
import type { Client } from './client-queries.ts';

/** What is unusual about a client. */
export function ClientBadges({ client: { disabled, source } }: { client: Client }): ReactNode {
  const { operators } = useTexts();
  return (
    <>
      {disabled && <span className="badge bad">{operators.disabled}</span>}
      {source === 'settings' && <span className="badge">{operators.fromSettings}</span>}
    </>
  );
}
