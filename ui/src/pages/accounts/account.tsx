import { lazy, Suspense, useState, type ReactNode } from 'react';
import { accountName, type Grant } from '../../api/grants.ts';
import { isDown, type Provider } from '../../api/providers.ts';
import type { MenuItem } from '../../parts/menu.tsx';
import { Scopes } from '../../parts/scopes.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useChange, useLink } from './accounts-queries.ts';
import { Allowed } from './allowed.tsx';
import { useArrival } from './arrival.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { healthOf } from './health.ts';
import { HealthLine } from './health-line.tsx';
import { LastUse } from './last-use.tsx';
import { LinkProblem } from './link-problem.tsx';
import { MoreScopesDialog } from './more-scopes-dialog.tsx';
import type { LinkOutcome, Outcome } from './outcome.ts';
import { RenameDialog } from './rename-dialog.tsx';

// A seventh of the first load, and not needed to see how accounts fare.
const Menu = lazy(async () => ({ default: (await import('../../parts/menu.tsx')).Menu }));

export interface AccountProps {
  grant: Grant;
  /** `undefined`: it is not set up any more. */
  provider: Provider | undefined;
  /** The provider's. */
  name: string;
  /** The user's other accounts there. */
  others: readonly Grant[];
  /** Of a link of this account that one just comes from. */
  outcome: LinkOutcome | undefined;
  tell: (outcome: Outcome) => void;
}

/** A connected account: who it is there, how it fares, what it allows, and all that can be done with it. */
export function Account({ grant, provider, name, others, outcome, tell }: AccountProps): ReactNode {
  const { accounts } = useTexts();
  const [open, setOpen] = useState<'rename' | 'more' | 'disconnect'>();
  const link = useLink();
  const change = useChange(grant);
  const place = useArrival<HTMLLIElement>(outcome?.kind === 'linked' ? outcome : undefined);
  const now = useNow() / 1000;
  const health = healthOf(grant, { isDown: provider !== undefined && isDown(provider), now });
  const needsUser = health.kind === 'needs-you';
  const label = accountName(grant) ?? accounts.someAccount;
  const full = accounts.accountAt(label, name);
  const there = grant.account.label ?? grant.account.subject;
  const isDefault = grant.default && others.length > 0;
  const { granted, missing } = grant.scopes;
  const reconnect = (scope?: string): void =>
    link.mutate({ provider: grant.provider, account: grant.id, ...(scope !== undefined && { scope }) });
  const close = (): void => setOpen(undefined);
  const isLinkable = provider !== undefined;
  const items: MenuItem[] = [
    { label: accounts.rename, onSelect: () => setOpen('rename') },
    ...(isLinkable ? [{ label: accounts.askForMore, onSelect: () => setOpen('more') }] : []),
    ...(others.length > 0 && !grant.default
      ? [{ label: accounts.makeDefault, onSelect: () => change.mutate({ default: true }) }]
      : []),
    ...(isLinkable && !needsUser ? [{ label: accounts.reconnect, onSelect: () => reconnect() }] : []),
    { label: accounts.disconnect, isDangerous: true, onSelect: () => setOpen('disconnect') },
  ];
  return (
    <li ref={place} tabIndex={-1} className="account told" aria-label={full}>
      <div className="account-top">
        <p className="account-name">
          <strong>{label}</strong> {isDefault && <span className="badge">{accounts.default}</span>}{' '}
          {outcome?.kind === 'linked' && <span className="badge good">{accounts.justConnected}</span>}
          {there !== null && there !== label && <span className="account-there">{there}</span>}
        </p>
        <Suspense fallback={<span className="dots" />}>
          <Menu label={accounts.moreFor(full)} items={items} />
        </Suspense>
      </div>
      <HealthLine health={health} name={name} linkedAt={grant.linked_at} />
      {needsUser && isLinkable && (
        <button
          type="button"
          className="small mend"
          aria-label={accounts.mendAt(full)}
          disabled={link.isPending}
          onClick={() => reconnect()}
        >
          {accounts.mend}
        </button>
      )}
      {outcome?.kind === 'not-linked' && <LinkProblem outcome={outcome} name={name} />}
      {granted.length > 0 && !needsUser && <Allowed scopes={granted} />}
      {missing.length > 0 && isLinkable && !needsUser && (
        <p className="account-line">
          {accounts.missing} <Scopes scopes={missing} />.{' '}
          <button type="button" className="link" disabled={link.isPending} onClick={() => reconnect(missing.join(' '))}>
            {accounts.askAgain}
          </button>
        </p>
      )}
      <LastUse grant={grant} />
      {change.isSuccess && change.variables.default === true && (
        <p role="status" className="fine">
          {accounts.isDefaultNow}
        </p>
      )}
      <AccountFailure error={link.error ?? change.error} name={name} />
      <RenameDialog isOpen={open === 'rename'} onClose={close} grant={grant} full={full} name={name} />
      {provider !== undefined && (
        <MoreScopesDialog isOpen={open === 'more'} onClose={close} {...{ grant, provider, name, full }} />
      )}
      <DisconnectDialog
        isOpen={open === 'disconnect'}
        onClose={close}
        {...{ grant, provider, name, full, others, tell }}
      />
    </li>
  );
}
