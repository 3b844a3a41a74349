import type { ReactNode } from 'react';
import { BASE } from '../api/client.ts';

/** A provider's picture: its monogram, which the service draws; nothing comes from elsewhere. */
export function Logo({ provider, size = 40 }: { provider: string; size?: number }): ReactNode {
  return (
    <img
      className="logo"
      src={`${BASE}/ui/monogram/${encodeURIComponent(provider)}.svg`}
      alt=""
      width={size}
      height={size}
    />
  );
}
