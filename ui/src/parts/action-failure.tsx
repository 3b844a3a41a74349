import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { Failure } from './failure.tsx';

/** Beside a button: why what it did went wrong. The shell says that the session has ended. */
export function ActionFailure({ error }: { error: Error | null }): ReactNode {
  if (error === null) return null;
  if (!(error instanceof Problem)) throw error;
  return error.isSignedOut ? null : <Failure problem={error} />;
}
