import { z } from 'zod';
import type { OwnGrant } from '../../grants/own-grant.store.ts';
import { scopesOf } from '../../providers/scopes.ts';
import { pageQuery } from './page.ts';
import { plainText, scopeText } from './token.ts';

const status = z.enum(['active', 'reauth_required', 'revoked']);
const seconds = z.int().nullable().meta({ description: 'Seconds since the epoch.' });
const ownLabel = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'has control characters');

export const grantQuery = z.object({
  ...pageQuery.shape,
  provider: plainText.optional(),
  status: status.optional().meta({ description: 'Without it: all but those that were ended (`revoked`).' }),
});

export const grantBody = z
  .object({
    id: z.string(),
    provider: z.string(),
    account: z
      .object({ subject: z.string().nullable(), label: z.string().nullable() })
      .meta({ description: 'The account at the provider, as far as it names it.' }),
    label: z.string().nullable().meta({ description: 'What the user calls it.' }),
    default: z.boolean().meta({ description: 'The one that is meant where no account is named.' }),
    scopes: z
      .object({ requested: z.array(z.string()), granted: z.array(z.string()), missing: z.array(z.string()) })
      .meta({ description: '`missing`: asked for and not granted.' }),
    status,
    reason: z.enum(['expired', 'lost_rotation', 'refused', 'revoked_by_user']).nullable(),
    renewable: z.boolean().meta({
      description: 'Whether there is a refresh token. false: it ends with its access token, if that ends.',
    }),
    access_expires_at: seconds,
    refresh_expires_at: seconds,
    refresh_never_expires: z.boolean(),
    last_refreshed_at: seconds,
    last_used_at: seconds,
    last_error: z.string().nullable().meta({ description: 'Of the last attempt to refresh, if it failed: a code.' }),
    last_error_at: seconds,
    refreshes: z.int(),
    failures: z.int().meta({ description: 'Attempts that failed since the last one that did not.' }),
    linked_at: z.int(),
  })
  .meta({ id: 'Grant', description: 'What a user gave the store at one provider for one account.' });

export const grantChange = z
  .object({
    label: ownLabel.nullable().optional().meta({ description: 'null takes it away.' }),
    default: z.literal(true).optional(),
  })
  .meta({ id: 'GrantChange' });

export const linkWish = z
  .object({
    provider: z.string().max(200),
    scope: scopeText.optional().meta({ description: 'Asked for besides what is asked for anyway, and what is held.' }),
    return_url: z.string().optional().meta({ description: 'Where to go afterwards; must be allowed by RETURN_URLS.' }),
    account: z.string().max(250).optional().meta({
      description: 'The id of the grant to link anew, with what it holds: no other account will do.',
    }),
    label: ownLabel.optional(),
  })
  .meta({ id: 'LinkWish' });

export const linkAnswer = z
  .object({
    authorization_url: z.string().meta({ description: 'To be opened in the browser of the user, once.' }),
    expires_in: z.int().meta({ description: 'Seconds.' }),
  })
  .meta({ id: 'LinkBegun' });

export const revocation = z
  .object({
    id: z.string(),
    status: z.literal('revoked'),
    confirmed: z.boolean().meta({
      description: 'Whether the provider confirmed. false: it is ended here only, or there was nothing to end.',
    }),
  })
  .meta({ id: 'Revocation' });

export function renderGrant(grant: OwnGrant): z.infer<typeof grantBody> {
  const requested = scopesOf(grant.scopeRequested);
  const granted = scopesOf(grant.scopeGranted);
  return {
    id: grant.id,
    provider: grant.provider,
    account: { subject: grant.account === '' ? null : grant.account, label: grant.label },
    label: grant.ownLabel,
    default: grant.isDefault,
    scopes: { requested, granted, missing: requested.filter((scope) => isMissing(scope, granted, grant)) },
    status: grant.status,
    reason: grant.reason,
    renewable: grant.hasRefreshToken,
    access_expires_at: toSeconds(grant.accessExpiresAt),
    refresh_expires_at: toSeconds(grant.refreshExpiresAt),
    refresh_never_expires: grant.refreshNeverExpires,
    last_refreshed_at: toSeconds(grant.lastRefreshedAt),
    last_used_at: toSeconds(grant.lastUsedAt),
    last_error: grant.lastError,
    last_error_at: toSeconds(grant.lastErrorAt),
    refreshes: grant.refreshes,
    failures: grant.failures,
    linked_at: Math.floor(grant.linkedAt / 1000),
  };
}

/** Many servers grant offline_access by a refresh token and do not list it. */
function isMissing(scope: string, granted: readonly string[], { hasRefreshToken }: OwnGrant): boolean {
  return !granted.includes(scope) && !(scope === 'offline_access' && hasRefreshToken);
}

function toSeconds(instant: number | null): number | null {
  return instant === null ? null : Math.floor(instant / 1000);
}
