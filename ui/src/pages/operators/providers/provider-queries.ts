import { queryOptions } from '@tanstack/react-query';
import { api, body, type Schema } from '../../../api/client.ts';

export type Examination = Schema<'Examination'>;
export type Finding = Examination['findings'][number];

/** What the doctor finds about a provider. It calls out: asked for on demand alone, and not again by itself. */
export function examinationQuery(provider: string) {
  return queryOptions({
    queryKey: ['operators', 'examination', provider],
    queryFn: () => body(api.POST('/api/v2/admin/providers/{provider}/doctor', { params: { path: { provider } } })),
    retry: false,
    staleTime: 0,
    gcTime: Number.POSITIVE_INFINITY,
  });
}
