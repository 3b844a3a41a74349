import { z } from 'zod';
import { REFUSALS, type ImportResult } from '../../grants/import/import-result.ts';

const reasons = Object.entries(REFUSALS).map(([reason, meaning]) => `- \`${reason}\`: ${meaning}`);

export const importAnswer = z
  .object({
    status: z.enum(['imported', 'already_there', 'pending', 'refused']).meta({
      description:
        '`already_there`: the same token, or a grant of the account that works; nothing was changed. `pending`: it is kept, ' +
        'and nobody knows yet what the provider says of it; the same request finishes it.',
    }),
    grant_id: z.string().nullable(),
    reason: z
      .string()
      .nullable()
      .meta({ description: `Why it was refused; nothing of it is kept then.\n\n${reasons.join('\n')}` }),
  })
  .meta({ id: 'GrantImported' });

export function renderImport(result: ImportResult): z.infer<typeof importAnswer> {
  return result.status === 'refused'
    ? { status: result.status, grant_id: null, reason: result.reason }
    : { status: result.status, grant_id: result.grantId, reason: null };
}
