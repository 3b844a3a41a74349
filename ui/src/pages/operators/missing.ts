import type { UseQueryResult } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';

/** What was asked for is not there, or is there no more. */
export function isMissing({ error, data }: UseQueryResult): boolean {
  return data === undefined && error instanceof Problem && error.code === 'not_found';
}
