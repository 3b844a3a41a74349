import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { kindOf, type ProblemCode, type ProblemKind, type StoreProblemCode } from '../../problem/codes.ts';

/** The header of a redirect, or of an address to open. */
export const LOCATION = {
  Location: { description: 'An absolute URL.', schema: { type: 'string', format: 'uri' } },
} as const;

/**
 * Documents the problems that a route may answer with.
 * @param codes a plugin's own with all there is to say of them
 * @param statuses where they differ from the codes' usual ones
 */
export function ApiProblems(
  codes: readonly (StoreProblemCode | ProblemKind)[],
  statuses: Partial<Record<ProblemCode, number>> = {},
): MethodDecorator {
  const byStatus = Map.groupBy(codes.map(kindOf), ({ code, status }) => statuses[code] ?? status);
  const responses = [...byStatus].map(([status, same]) =>
    ApiResponse({
      status,
      description: same.map(({ code, meaning }) => `\`${code}\`: ${meaning}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );
  return applyDecorators(...responses);
}
