import type { ReactNode } from 'react';
import { accountName, type Grant } from '../../api/grants.ts';
import type { Provider } from '../../api/providers.ts';
import { Dialog, DialogButtons } from '../../parts/dialog.tsx';
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
  const { accounts, state } = useTexts();
  const site = provider?.metadata.url ?? undefined;
  const disconnect = useDisconnect((confirmed) => tell({ kind: 'disconnected', account: full, name, confirmed, site }));
  const revokes = provider?.capabilities.revocation ?? null;
  const heir = grant.default ? others.find(({ status }) => status === 'active') : undefined;
  return (
    <Dialog
      isOpen={isOpen}
      title={accounts.disconnectTitle(full)}
      description={accounts.disconnectHint}
      onClose={onClose}
    >
      {revokes !== null && <p>{revokes ? accounts.disconnectThere(name) : accounts.disconnectHereOnly(name)}</p>}
      {heir !== undefined && <p>{accounts.disconnectDefault(accountName(heir) ?? accounts.someAccount)}</p>}
      <AccountFailure error={disconnect.error} name={name} />
      <DialogButtons>
        <button
          type="button"
          className="danger"
          disabled={disconnect.isPending}
          onClick={() => disconnect.mutate(grant)}
        >
          {accounts.disconnect}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {state.cancel}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
