import type { ReactNode, RefObject } from 'react';
import { useTexts } from '../texts/texts.ts';
import { ActionFailure } from './action-failure.tsx';
import { Dialog, DialogButtons } from './dialog.tsx';

export interface TakeAwayDialogProps {
  title: string;
  /** What it means. */
  description: string;
  /** The button that does it. */
  does: string;
  isPending: boolean;
  error: Error | null;
  focusAfterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks once before something is taken away for good. */
export function TakeAwayDialog(props: TakeAwayDialogProps): ReactNode {
  const { state } = useTexts();
  const { title, description, does, isPending, error, focusAfterwards, onClose, onConfirm } = props;
  return (
    <Dialog isOpen title={title} description={description} onClose={onClose} focusAfterwards={focusAfterwards}>
      <ActionFailure error={error} />
      <DialogButtons>
        <button type="button" className="danger" disabled={isPending} onClick={onConfirm}>
          {does}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {state.cancel}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
