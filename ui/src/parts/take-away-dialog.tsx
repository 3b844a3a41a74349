import { useRef, type ReactNode, type RefObject } from 'react';
import { useTexts } from '../texts/texts.ts';
import { ActionFailure } from './action-failure.tsx';
import { Dialog, DialogButtons } from './dialog.tsx';

export interface TakeAwayDialogProps {
  isOpen?: boolean;
  title: string;
  /** What it means. */
  description: string;
  /** The button that does it. */
  does: string;
  isPending: boolean;
  error: Error | null;
  /** Why it went wrong, where the page has words of its own for that. */
  failure?: ReactNode;
  focusAfterwards?: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => void;
  /** What else is to be known before. */
  children?: ReactNode;
}

/** Asks once before something is taken away for good. Enter alone takes nothing away: the way back has the focus. */
export function TakeAwayDialog(props: TakeAwayDialogProps): ReactNode {
  const { state } = useTexts();
  const wayBack = useRef<HTMLButtonElement>(null);
  const { isOpen = true, title, description, does, isPending, error, failure, focusAfterwards, children } = props;
  const { onClose, onConfirm } = props;
  return (
    <Dialog
      isOpen={isOpen}
      title={title}
      description={description}
      onClose={onClose}
      focusFirst={wayBack}
      focusAfterwards={focusAfterwards}
    >
      {children}
      {failure ?? <ActionFailure error={error} />}
      <DialogButtons>
        <button type="button" className="danger" aria-disabled={isPending} onClick={() => !isPending && onConfirm()}>
          {does}
        </button>
        <button ref={wayBack} type="button" className="quiet" onClick={onClose}>
          {state.cancel}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
