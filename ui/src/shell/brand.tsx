import type { ReactNode } from 'react';
import { BASE } from '../api/client.ts';

/** The sign and the name. */
export function Brand(): ReactNode {
  return (
    <>
      <img src={`${BASE}/ui/assets/icon.svg`} alt="" width="28" height="28" />
      <span className="brand-name">tokenstore</span>
    </>
  );
}
