import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.ts';
import { useTexts } from '../texts/texts.ts';

export interface FailureProps {
  problem: Problem;
  /** What to say in place of the service's own sentence. */
  says?: string | undefined;
  onRetry?: (() => void) | undefined;
}

/** What went wrong, in words, with a way on, and what an operator needs to find it. */
export function Failure({ problem, says, onRetry }: FailureProps): ReactNode {
  const { state } = useTexts();
  return (
    <div role="alert" className="notice bad">
      <p>{says ?? state.problems[problem.code] ?? problem.message}</p>
      {problem.faults.length > 0 && (
        <ul>
          {problem.faults.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{path === '' ? message : `${path}: ${message}`}</li>
          ))}
        </ul>
      )}
      {problem.requestId !== undefined && <p className="fine">{state.reference(problem.requestId)}</p>}
      {onRetry !== undefined && (
        <button type="button" className="quiet small" onClick={onRetry}>
          {state.retry}
        </button>
      )}
    </div>
  );
}
