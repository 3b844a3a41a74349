import { useEffect, useState, type ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';

export interface CopyProps {
  text: string;
  /** For screen readers: "Copy the key". */
  what?: string;
  /** It has the focus at once. */
  isFirst?: boolean;
}

const SAID_FOR = 2_000;

/** Puts a text on the clipboard, and says so. */
export function Copy({ text, what, isFirst = false }: CopyProps): ReactNode {
  const { state } = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(undefined), SAID_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);
  // Without TLS there is no clipboard to write to, and browsers may refuse it.
  const copy = async (): Promise<void> => navigator.clipboard.writeText(text);
  const said = outcome && { copied: state.copied, refused: state.copyByHand }[outcome];
  return (
    <button
      type="button"
      className="quiet small"
      aria-label={said ?? what}
      autoFocus={isFirst}
      onClick={() =>
        void copy().then(
          () => setOutcome('copied'),
          () => setOutcome('refused'),
        )
      }
    >
      <span aria-live="polite">{said ?? state.copy}</span>
    </button>
  );
}
