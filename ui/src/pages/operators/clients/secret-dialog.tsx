import type { ReactNode, RefObject } from 'react';
import { Code } from '../../../parts/code.tsx';
import { Dialog, DialogButtons } from '../../../parts/dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import type { Secret } from './client-queries.ts';

export interface SecretDialogProps extends Secret {
  onClose: () => void;
  focusAfterwards?: RefObject<HTMLElement | null>;
}

/** A client's secret, shown once. It stays until its button is pressed: the secret is nowhere else. */
export function SecretDialog({ client, secret, onClose, focusAfterwards }: SecretDialogProps): ReactNode {
  const { operators } = useTexts();
  return (
    <Dialog
      isOpen
      title={operators.secretTitle(client)}
      description={operators.secretSays}
      focusAfterwards={focusAfterwards}
    >
      <Code text={secret} title={operators.secret} copies={operators.copySecret} isFirst />
      <DialogButtons>
        <button type="button" onClick={onClose}>
          {operators.secretDone}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
