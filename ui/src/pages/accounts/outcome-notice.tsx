import type { ReactNode } from 'react';
import type { Grant } from '../../api/grants.ts';
import { nameOf, type Provider } from '../../api/providers.ts';
import { Notice } from '../../parts/notice.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useArrival } from './arrival.ts';
import type { Outcome } from './outcome.ts';
import { useProblemText } from './problem-text.ts';

export interface OutcomeNoticeProps {
  outcome: Outcome | undefined;
  providers: readonly Provider[];
  grants: readonly Grant[];
}

/** What became of what one did, at the top of the page. What else there is to say of a link stands at its provider. */
export function OutcomeNotice({ outcome, providers, grants }: OutcomeNoticeProps): ReactNode {
  const { accounts } = useTexts();
  const problemText = useProblemText();
  if (outcome === undefined) return null;
  if (outcome.kind === 'disconnected') return <Disconnected outcome={outcome} />;
  const provider = providers.find(({ id }) => id === outcome.wish.provider);
  const name = provider === undefined ? accounts.somewhere : nameOf(provider);
  if (outcome.kind === 'linked') {
    // An address says so; whether it is true, the list knows.
    const count = grants.filter((grant) => grant.provider === provider?.id).length;
    if (count === 0) return null;
    return count === outcome.wish.besides ? (
      <Notice kind="warn">{accounts.sameAgain(name)}</Notice>
    ) : (
      <Notice kind="good">
        <strong>{accounts.linked(name)}</strong>
      </Notice>
    );
  }
  return (
    <Notice kind={outcome.code === 'access_denied' ? 'warn' : 'bad'}>
      <p>
        <strong>{accounts.notLinked(name)}</strong>
      </p>
      {provider === undefined && <p>{problemText(outcome.code, accounts.theProvider)}</p>}
    </Notice>
  );
}

/** It takes the focus, for the button that was pressed is gone. */
function Disconnected({ outcome }: { outcome: Extract<Outcome, { kind: 'disconnected' }> }): ReactNode {
  const { accounts } = useTexts();
  const place = useArrival<HTMLDivElement>(outcome);
  const { account, name, confirmed, site } = outcome;
  return (
    <div ref={place} tabIndex={-1} className="told">
      <Notice kind={confirmed ? 'good' : 'warn'}>
        <p>
          <strong>{accounts.disconnected(account)}</strong>{' '}
          {confirmed ? accounts.revokedThere(name) : accounts.revokedHereOnly(name)}
        </p>
        {!confirmed && site !== undefined && (
          <p>
            <a href={site} rel="noreferrer" target="_blank">
              {accounts.toSite(name)}
            </a>
          </p>
        )}
      </Notice>
    </div>
  );
}
