import type { ReactNode, RefObject } from 'react';
import { Code } from '../../../parts/code.tsx';
import { Dialog, DialogButtons } from '../../../parts/dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';

export interface SecretDialogProps {
  secret: string;
  onClose: () => void;
  focusAfterwards?: RefObject<HTMLElement | null>;
}

/** A webhook's secret, shown once. It stays until its button is pressed: the secret is nowhere else. */
export function SecretDialog({ secret, onClose, focusAfterwards }: SecretDialogProps): ReactNode {
  const { webhooks, operators } = useTexts();
  return (
    <Dialog isOpen title={webhooks.secretTitle} description={webhooks.secretSays} focusAfterwards={focusAfterwards}>
      <Code text={secret} title={webhooks.secret} copies={operators.copySecret} isFirst />
      <DialogButtons>
        <button type="button" onClick={onClose}>
          {operators.secretDone}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
