import { useState, type ReactNode, type SubmitEvent } from 'react';
import { accountName, type Grant } from '../../api/grants.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { FormEnd } from '../../parts/form-end.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AccountFailure } from './account-failure.tsx';
import { useChange } from './accounts-queries.ts';

const LONGEST = 100;

export interface RenameDialogProps {
  isOpen: boolean;
  onClose: () => void;
  grant: Grant;
  /** The account, and at which provider. */
  full: string;
  /** The provider's. */
  name: string;
}

export function RenameDialog({ isOpen, onClose, grant, full, name }: RenameDialogProps): ReactNode {
  const { accounts } = useTexts();
  const usual = accountName({ ...grant, label: null }) ?? accounts.someAccount;
  return (
    <Dialog
      isOpen={isOpen}
      title={accounts.renameTitle(full)}
      description={accounts.renameHint(usual)}
      onClose={onClose}
    >
      <RenameForm grant={grant} usual={usual} name={name} onClose={onClose} />
    </Dialog>
  );
}

interface RenameFormProps {
  grant: Grant;
  /** What it is called without a name of its own. */
  usual: string;
  name: string;
  onClose: () => void;
}

/** Made anew with each opening: what was typed and not saved is forgotten. */
function RenameForm({ grant, usual, name, onClose }: RenameFormProps): ReactNode {
  const { accounts } = useTexts();
  const [typed, setTyped] = useState(grant.label ?? '');
  const change = useChange(grant);
  const wanted = typed.trim();
  const isTooLong = wanted.length > LONGEST;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isTooLong || change.isPending) return;
    change.mutate({ label: wanted === '' ? null : wanted }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={save}>
      <Field
        label={accounts.nameLabel}
        value={typed}
        placeholder={usual}
        autoComplete="off"
        error={isTooLong ? accounts.tooLong : undefined}
        onChange={({ target }) => setTyped(target.value)}
      />
      <AccountFailure error={change.error} name={name} />
      <FormEnd does={accounts.save} isPending={change.isPending} onCancel={onClose} />
    </form>
  );
}
