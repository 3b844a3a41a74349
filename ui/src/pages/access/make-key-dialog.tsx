import { useState, type ReactNode } from 'react';
import { useMakeKey, type NewApiKey } from '../../api/api-keys.ts';
import { ActionFailure } from '../../parts/action-failure.tsx';
import { Code } from '../../parts/code.tsx';
import { Dialog, DialogButtons } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useTexts } from '../../texts/texts.ts';
import { KeyForm } from './key-form.tsx';

export interface MakeKeyDialogProps {
  /** There is no room for another key. */
  isFull: boolean;
  onClose: () => void;
}

/** Asks what a key shall be good for, makes it, and shows it this once. */
export function MakeKeyDialog({ isFull, onClose }: MakeKeyDialogProps): ReactNode {
  const { access, state } = useTexts();
  const [made, setMade] = useState<NewApiKey>();
  const make = useMakeKey(setMade);
  if (made !== undefined) {
    return (
      // It stays until its button is pressed: the key is nowhere else.
      <Dialog isOpen title={access.madeTitle(made.name)} description={access.madeSays}>
        <Code text={made.key} title={access.key} copies={access.copyKey} isFirst />
        <p className="soft">{access.madeKeep}</p>
        <DialogButtons>
          <button type="button" onClick={onClose}>
            {access.done}
          </button>
        </DialogButtons>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      title={access.makeTitle}
      description={access.makeSays}
      // Closed meanwhile, the key would be made and never seen.
      onClose={make.isPending ? undefined : onClose}
    >
      {isFull ? (
        <>
          <Notice kind="warn">{access.full}</Notice>
          <DialogButtons>
            <button type="button" className="quiet" onClick={onClose}>
              {state.close}
            </button>
          </DialogButtons>
        </>
      ) : (
        <KeyForm isPending={make.isPending} onCancel={onClose} onSubmit={(wish) => make.mutate(wish)}>
          <ActionFailure error={make.error} />
        </KeyForm>
      )}
    </Dialog>
  );
}
