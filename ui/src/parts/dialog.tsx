import { Dialog as Radix } from 'radix-ui';
import { useRef, type ReactNode, type RefObject } from 'react';

export interface DialogProps {
  isOpen: boolean;
  title: string;
  /** A sentence that a screen reader says with the title. */
  description: string;
  /** Escape, a click beside it, or its own buttons; without it, it stays. */
  onClose?: (() => void) | undefined;
  /** Where focus goes at first; else to the first thing that takes it. */
  focusFirst?: RefObject<HTMLElement | null> | undefined;
  /** Where focus goes if what opened it is gone by then. */
  focusAfterwards?: RefObject<HTMLElement | null> | undefined;
  children: ReactNode;
}

/** A question or a form over the page. Focus goes into it, stays, and goes back afterwards. */
export function Dialog(props: DialogProps): ReactNode {
  const { isOpen, title, description, onClose, focusFirst, focusAfterwards, children } = props;
  const opener = useRef<Element>(null);
  // Radix gives focus back to a trigger of its own, and here there is none.
  const giveBack = (event: Event): void => {
    event.preventDefault();
    const target = opener.current?.isConnected === true ? opener.current : focusAfterwards?.current;
    if (target instanceof HTMLElement) target.focus();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose?.()}>
      <Radix.Portal>
        {/* Not Radix's own overlay: it writes a style element, which the policy of the pages forbids. */}
        <div className="veil" />
        <Radix.Content
          className="dialog"
          onOpenAutoFocus={(event) => {
            // Opened from another dialog, nothing has the focus.
            opener.current = document.activeElement === document.body ? null : document.activeElement;
            if (focusFirst === undefined) return;
            event.preventDefault();
            focusFirst.current?.focus();
          }}
          onCloseAutoFocus={giveBack}
        >
          <Radix.Title>{title}</Radix.Title>
          <Radix.Description>{description}</Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A dialog's buttons: the one that does it first, in reading order; on a wide screen at the right. */
export function DialogButtons({ children }: { children: ReactNode }): ReactNode {
  return <div className="dialog-buttons">{children}</div>;
}
