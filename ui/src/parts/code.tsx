import type { ReactNode } from 'react';
import { Copy } from './copy.tsx';

export interface CodeProps {
  text: string;
  /** What it is, for people and screen readers: "fetch_token.py". */
  title: string;
  /** What a screen reader calls the button: "Copy the key". */
  copies: string;
  /** The button has the focus at once. */
  isFirst?: boolean;
}

/** Text to be copied as it stands. It wraps, so that all of it is seen on a phone too. */
export function Code({ text, title, copies, isFirst = false }: CodeProps): ReactNode {
  return (
    <figure className="code-block">
      <figcaption>
        <span>{title}</span>
        <Copy text={text} what={copies} isFirst={isFirst} />
      </figcaption>
      <pre>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
