import type { ReactNode } from 'react';
import { accountName, type Grant } from '../../api/grants.ts';
import type { Provider } from '../../api/providers.ts';
import { TakeAwayDialog } from '../../parts/take-away-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useDisconnect } from './accounts-queries.ts';
import type { Outcome } from './outcome.ts';

export interface DisconnectDialogProps {
  isOpen: boolean;
  onClose: () => void;
  grant: Grant;
  provider: Provider | undefined;
  /** The provider's. */
  name: string;
  /** The account, and at which provider. */
  full: string;
  /** The user's other accounts there. */
  others: readonly Grant[];
  tell: (outcome: Outcome) => void;
}

/** Says what stops, asks, and tells what became of it at the provider. */
export function DisconnectDialog(props: DisconnectDialogProps): ReactNode {
  const { isOpen, onClose, provider, name, full, others, grant, tell } = props;
  const { accounts } = useTexts();
  const site = provider?.metadata.url ?? undefined;
  const disconnect = useDisconnect((confirmed) => tell({ kind: 'disconnected', account: full, name, confirmed, site }));
  const revokes = provider?.capabilities.revocation ?? null;
  const heir = grant.default ? others.find(({ status }) => status === 'active') : undefined;
  return (
    <TakeAwayDialog
      isOpen={isOpen}
      title={accounts.disconnectTitle(full)}
      description={accounts.disconnectHint}
      does={accounts.disconnect}
      isPending={disconnect.isPending}
      error={disconnect.error}
      failure={<AccountFailure error={disconnect.error} name={name} />}
      onClose={onClose}
      onConfirm={() => disconnect.mutate(grant)}
    >
      {revokes !== null && <p>{revokes ? accounts.disconnectThere(name) : accounts.disconnectHereOnly(name)}</p>}
      {heir !== undefined && <p>{accounts.disconnectDefault(accountName(heir) ?? accounts.someAccount)}</p>}
    </TakeAwayDialog>
  );
}
