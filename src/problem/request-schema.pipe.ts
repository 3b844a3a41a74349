import { StandardSchemaValidationPipe } from '@nestjs/common';
import { Problem } from './problem.ts';

type Issues = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0];

/** Checks a parameter against the schema beside it: `@Query({ schema, pipes: [requestSchema] })`. */
export const requestSchema = new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest });

function invalidRequest(issues: Issues): Problem {
  const errors = issues.slice(0, 20).map(({ path = [], message }) => ({
    path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message,
  }));
  return new Problem('invalid_request', 'The request does not have the documented form.', { members: { errors } });
}
