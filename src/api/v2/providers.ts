import { z } from 'zod';
import type { Provider } from '../../providers/provider.ts';
import { Problem } from '../../problem/problem.ts';
import { scopesOf } from '../../providers/scopes.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';

/** Milliseconds that a server's own description is waited for; one that is down must not hold up the list. */
const PATIENCE = 1_000;

export const providerBody = z
  .object({
    id: z.string(),
    metadata: z.object({
      name: z.string().nullable(),
      url: z.string().nullable(),
      icon: z.string().meta({ description: 'The operator’s, or a drawing of ours with a letter or two.' }),
      description: z.string().nullable(),
      logo: z.string().nullable(),
    }),
    scopes: z.array(z.string()).meta({ description: 'What is asked for unless a link asks for more.' }),
    scopes_offered: z.array(z.string()).meta({ description: 'What the server says it knows; it may know others.' }),
    capabilities: z.object({
      openid: z.boolean(),
      keeps_alive: z.boolean().meta({ description: 'Whether unused grants are refreshed before they die of disuse.' }),
      revocation: z
        .boolean()
        .nullable()
        .meta({ description: 'Whether grants are ended at the provider too; null: it does not answer just now.' }),
      accounts: z.enum(['many', 'one']),
    }),
    health: z.object({
      breaker: z.enum(['closed', 'half-open', 'open']).meta({
        description: 'As the replica that answers sees it. `open`: the provider fails, and is spared.',
      }),
      retry_after: z
        .int()
        .nullable()
        .meta({ description: 'Seconds until it is tried again; null: nothing is held back.' }),
    }),
  })
  .meta({ id: 'Provider', description: 'An identity provider that accounts can be connected at.' });

export type ProviderBody = z.infer<typeof providerBody>;

export async function renderProvider(provider: Provider, urls: PublicUrls): Promise<ProviderBody> {
  const { settings, breaker, metadata } = provider;
  const scopes = scopesOf(settings.SCOPE);
  const { state, restsFor } = breaker;
  const { client } = provider;
  const [revocation, offered] = await Promise.all([soon(client.canRevoke()), soon(client.offeredScopes())]);
  return {
    id: provider.id,
    metadata: { ...metadata, icon: metadata.icon ?? urls.monogram(provider.id) },
    scopes,
    scopes_offered: [...(offered ?? [])],
    capabilities: {
      openid: settings.DISCOVERY_URL !== undefined && scopes.includes('openid'),
      keeps_alive: settings.KEEP_ALIVE !== 'off',
      revocation,
      accounts: settings.ACCOUNTS,
    },
    health: { breaker: state, retry_after: restsFor > 0 ? Math.ceil(restsFor / 1000) : null },
  };
}

/** `null` where the server does not answer in time, or not at all. */
async function soon<T>(asked: Promise<T>): Promise<T | null> {
  const { promise: tired, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), PATIENCE);
  try {
    return await Promise.race([asked.catch(nullWhereAway), tired]);
  } finally {
    clearTimeout(timer);
  }
}

function nullWhereAway(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}
