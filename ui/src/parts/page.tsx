import type { ReactNode } from 'react';

export interface PageProps {
  /** The heading, and the title of the window. */
  title: string;
  /** A sentence below the heading. */
  lead?: ReactNode;
  /** What can be done on the whole page, beside the heading. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** A page below the shell: it names the window, and has the one `h1`. */
export function Page({ title, lead, actions, children }: PageProps): ReactNode {
  return (
    <>
      <title>{`${title} · tokenstore`}</title>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className="lead">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </>
  );
}
