import type { ReactNode, RefObject } from 'react';

export interface SectionProps {
  /** Of its heading, on the page. */
  id: string;
  title: string;
  /** What it is about, in a sentence or two. */
  lead?: string;
  /** What can be done or chosen, beside the title. */
  action?: ReactNode;
  /** Its heading, where focus goes to it when what had it is gone. */
  heading?: RefObject<HTMLHeadingElement | null>;
  children: ReactNode;
}

/** A part of a page, under a heading of its own. */
export function Section({ id, title, lead, action, heading, children }: SectionProps): ReactNode {
  return (
    <section className="card" aria-labelledby={id}>
      <div className="section-head">
        <div>
          <h2 id={id} ref={heading} tabIndex={heading && -1}>
            {title}
          </h2>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
