import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';
import { DialogButtons } from './dialog.tsx';

export interface FormEndProps {
  /** The button that sends the form. */
  does: string;
  /** The form is on its way: it is neither left nor, which it sees to itself, sent again. */
  isPending: boolean;
  onCancel: () => void;
}

/** The end of a form in a dialog. */
export function FormEnd({ does, isPending, onCancel }: FormEndProps): ReactNode {
  const { state } = useTexts();
  // Disabled in word only: a button that has the focus would lose it.
  return (
    <DialogButtons>
      <button type="submit" aria-disabled={isPending}>
        {does}
      </button>
      <button type="button" className="quiet" aria-disabled={isPending} onClick={() => !isPending && onCancel()}>
        {state.cancel}
      </button>
    </DialogButtons>
  );
}
