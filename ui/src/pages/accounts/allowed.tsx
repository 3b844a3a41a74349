import { useState, type ReactNode } from 'react';
import { Scopes } from '../../parts/scopes.tsx';
import { useTexts } from '../../texts/texts.ts';

/** Told at once; a sentence of more is not read. */
const MOST = 6;

/** What an account allows, in a sentence; what is too much for one, on demand. */
export function Allowed({ scopes }: { scopes: readonly string[] }): ReactNode {
  const { accounts } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const rest = scopes.length - MOST;
  return (
    <p className="account-line">
      {accounts.may} <Scopes scopes={isOpen ? scopes : scopes.slice(0, MOST)} />.
      {rest > 0 && (
        <>
          {' '}
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? accounts.fewer : accounts.more(rest)}
          </button>
        </>
      )}
    </p>
  );
}
