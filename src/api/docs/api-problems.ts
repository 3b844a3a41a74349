import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../../problem/codes.ts';

/** The header of a redirect, or of an address to open. */
export const LOCATION = {
  Location: { description: 'An absolute URL.', schema: { type: 'string', format: 'uri' } },
} as const;

/**
 * Documents the problems that a route may answer with.
 * @param statuses where they differ from the codes' usual ones
 */
export function ApiProblems(
  codes: readonly ProblemCode[],
  statuses: Partial<Record<ProblemCode, number>> = {},
): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => statuses[code] ?? PROBLEMS[code].status);
  const responses = [...byStatus].map(([status, same]) =>
    ApiResponse({
      status,
      description: same.map((code) => `\`${code}\`: ${PROBLEMS[code].meaning}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
  return applyDecorators(...responses);
}
