import type { ReactNode } from 'react';

/** In place of a list that has nothing yet: what would stand there, and how it comes about. */
export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}
