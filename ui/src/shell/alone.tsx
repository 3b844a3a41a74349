import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';

/** A page without the shell, while nobody knows who is there. */
export function Alone({ children }: { children: ReactNode }): ReactNode {
  return (
    <>
      <header className="top">
        <div className="top-row">
          <span className="brand">
            <Brand />
          </span>
        </div>
      </header>
      <main>{children}</main>
    </>
  );
}
