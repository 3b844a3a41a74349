import type { ReactNode } from 'react';

export interface NoticeProps {
  kind: 'good' | 'warn' | 'bad' | 'plain';
  children: ReactNode;
}

/** An outcome, told where one looks; screen readers hear of it, of a bad one at once. */
export function Notice({ kind, children }: NoticeProps): ReactNode {
  return (
    <div role={kind === 'bad' ? 'alert' : 'status'} className={`notice ${kind}`}>
      {children}
    </div>
  );
}
