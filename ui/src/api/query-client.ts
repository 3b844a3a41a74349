import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

/** The key under which it is kept that the session ended in the middle. */
export const SIGNED_OUT = ['signed-out'];

/** Answers are fresh for half a minute; what may pass is tried three times; a lost session is noted once, for all pages. */
export function createQueryClient(): QueryClient {
  const noteSignedOut = (error: Error): void => {
    if (error instanceof Problem && error.isSignedOut) client.setQueryData(SIGNED_OUT, true);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noteSignedOut }),
    mutationCache: new MutationCache({ onError: noteSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && error instanceof Problem && error.isPassing && navigator.onLine,
        // The store may be on this machine, without a network.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
