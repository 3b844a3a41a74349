import type { ReactNode } from 'react';
import { signInAddress } from '../api/client.ts';
import { useSignedOut } from '../api/me.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useTexts } from '../texts/texts.ts';

/** Radix passes over links. */
function focus(link: HTMLAnchorElement | null): void {
  link?.focus();
}

/** The session ended while a page was open: the way back leads to the same place. */
export function SignedOut(): ReactNode {
  const { state } = useTexts();
  const isSignedOut = useSignedOut();
  return (
    <Dialog isOpen={isSignedOut} title={state.signedOutTitle} description={state.signedOut}>
      <a ref={focus} className="button" href={signInAddress()}>
        {state.signIn}
      </a>
    </Dialog>
  );
}
