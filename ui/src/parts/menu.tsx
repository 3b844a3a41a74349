import { DropdownMenu } from 'radix-ui';
import { useRef, type ReactNode } from 'react';

export interface MenuItem {
  label: string;
  /** It takes something away. */
  isDangerous?: boolean;
  onSelect: () => void;
}

export interface MenuProps {
  /** What a screen reader calls the button: "More for Alice at GitHub". */
  label: string;
  items: readonly MenuItem[];
}

/** What can be done besides, behind a button of three dots. */
export function Menu({ label, items }: MenuProps): ReactNode {
  const chosen = useRef<() => void>(undefined);
  // What is chosen happens when focus goes back to the button: a dialog that it opens then gives it back there too.
  const act = (): void => {
    chosen.current?.();
    chosen.current = undefined;
  };
  return (
    // Modal, it would write a style element, which the policy of the pages forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="dots" aria-label={label}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3 8h.01M8 8h.01M13 8h.01" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
        </svg>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} onCloseAutoFocus={act}>
          {items.map(({ label: says, isDangerous = false, onSelect }) => (
            <DropdownMenu.Item
              key={says}
              className={isDangerous ? 'danger' : ''}
              onSelect={() => {
                chosen.current = onSelect;
              }}
            >
              {says}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
