import type { Limits } from './world.ts';

/** Whatever may go wrong except that a process is stopped, two of it at once, and three callers. */
export const usual: Limits = {
  ...{ provider: 'strict', reuseWindow: 0, atMost: 2, wants: 3, longestStall: 60_000, slowestAnswer: 30_000 },
  mishaps: {
    ...{ crash: 2, 'connection breaks': 2, 'not sent': 1, invalid_client: 1 },
    ...{ 'database away': 1, 'word lost': 1, 're-link': 1, revoke: 1 },
  },
  revokesSingly: false,
};

/** A process is stopped, and something else goes wrong. */
export const stopped: Limits = {
  ...usual,
  mishaps: { stall: 1, crash: 1, 'connection breaks': 1, 'not sent': 1, 'word lost': 1, 're-link': 1, revoke: 1 },
};

export const windowed = { provider: 'window', reuseWindow: Infinity } as const;
