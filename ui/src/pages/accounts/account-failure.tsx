import type { ReactNode } from 'react';
import { Problem } from '../../api/problem.ts';
import { Failure } from '../../parts/failure.tsx';
import { useTexts } from '../../texts/texts.ts';

/** What the service said to something that was done with an account, in the words of this page where it has some. */
export function AccountFailure({ error, name }: { error: Error | null; name: string }): ReactNode {
  const { problems } = useTexts().accounts;
  if (!(error instanceof Problem) || error.isSignedOut) return null;
  const says = Object.hasOwn(problems, error.code) ? problems[error.code]?.(name) : undefined;
  return <Failure problem={error} says={says} />;
}
