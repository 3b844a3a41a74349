import type { ReactNode } from 'react';
import { mayMakeKeys, useMe } from '../../api/me.ts';
import { Page } from '../../parts/page.tsx';
import { useTexts } from '../../texts/texts.ts';
import './access.css';
import { Clients } from './clients.tsx';
import { Keys } from './keys.tsx';

/** Who may fetch one's tokens: programs by keys, services by consent. */
export default function AccessPage(): ReactNode {
  const { shell, access } = useTexts();
  const hasKeys = mayMakeKeys(useMe());
  return (
    <Page title={shell.access} lead={access.lead}>
      <div className="access">
        {hasKeys && <Keys />}
        <Clients />
      </div>
    </Page>
  );
}
