import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import { good, unsure, wrong, type Finding } from '../../providers/doctor/finding.ts';
import type { Provider } from '../../providers/provider.ts';
import { scopesOf } from '../../providers/scopes.ts';
import type { ListedGrant } from '../admin/grant-overview.ts';
import type { GrantStore } from '../grant.store.ts';
import type { Home } from '../refresh/home.ts';
import type { Outcome, RefreshedToken } from '../refresh/outcome.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { TokenStore } from '../token/token.store.ts';

export interface RefreshOnceParts {
  grants: GrantStore;
  catalogue: ProviderCatalogue;
  tokens: TokenStore;
  refresher: Refresher;
  home: Home;
}

/** Refreshes a grant once, by the refresh protocol, and tells what was seen: what came is kept like any other answer. */
export async function refreshOnce(
  { grants, catalogue, tokens, refresher, home }: RefreshOnceParts,
  grant: ListedGrant,
): Promise<Finding[]> {
  const { id: grantId, status } = grant;
  const provider = catalogue.find(grant.provider);
  if (provider === undefined) return [wrong('refresh', 'Its provider is not configured any more.')];
  if (home.hindrance !== undefined) return [unsure('refresh', `Not tried: ${home.hindrance}.`)];
  if (status !== 'active') {
    return [wrong('refresh', `The grant is ${status} (${grant.reason ?? 'no reason'}): its user connects anew.`)];
  }
  const before = await grants.hold(grantId);
  if (before?.refreshToken === undefined) {
    return [wrong('refresh', 'The grant has no refresh token: it ends with its access token.')];
  }
  // What is held is not good enough, whatever its age: one refresh is made, or joined.
  const held = await tokens.readNamed(grant.user.id, grant.provider, grantId, '');
  const outcome = await refresher.refresh({ grantId, provider, variant: '', seen: held?.generation ?? 0 });
  if (outcome.kind !== 'token') return [failure(outcome)];
  const after = await grants.hold(grantId);
  const rotated = after?.refreshToken !== undefined && after.refreshToken !== before.refreshToken;
  return seen(provider, rotated, outcome.token, scopesOf(grant.scope));
}

function failure(outcome: Exclude<Outcome, { kind: 'token' }>): Finding {
  switch (outcome.kind) {
    case 'ended':
      return wrong('refresh', `The provider ended the grant (${outcome.reason ?? 'revoked'}): its user connects anew.`);
    case 'narrowing-refused':
      return unsure('refresh', 'The provider refuses this scope.');
    case 'failed':
      return outcome.misconfigured
        ? wrong(
            'refresh',
            'The provider refuses the store itself: look at client id and secret. The grant is untouched.',
          )
        : unsure('refresh', 'No answer for now, or an attempt that failed lately: try again. The grant is untouched.');
  }
}

function seen(provider: Provider, rotated: boolean, token: RefreshedToken, held: readonly string[]): Finding[] {
  return [good('refresh', 'It works.'), rotation(provider, rotated), lifetime(token), scope(token, held)];
}

/** Whether a spent token is taken again is not tried: where it is not, trying ends the grant. */
function rotation({ settings }: Provider, rotated: boolean): Finding {
  const { ROTATES, REUSE_WINDOW } = settings;
  if (!rotated) {
    return ROTATES === 'yes'
      ? unsure(
          'refresh',
          'The refresh token stayed the same this time, and ROTATES says yes: some servers rotate now and then.',
        )
      : good('refresh', 'The refresh token stayed the same.');
  }
  const window = `REUSE_WINDOW is ${REUSE_WINDOW / 1000} s; it is not tried out, for that may end the grant`;
  return ROTATES === 'no'
    ? wrong('refresh', 'The refresh token was rotated, and ROTATES says no: take that setting away.')
    : good('refresh', `The refresh token was rotated (${window}).`);
}

function lifetime({ issuedAt, expiresAt }: RefreshedToken): Finding {
  if (expiresAt === null) {
    return unsure(
      'refresh',
      'The answer names no lifetime: set EXPIRES_IN_DEFAULT, or NEVER_EXPIRES where that is so.',
    );
  }
  return good('refresh', `The access token lives ${Math.round((expiresAt - issuedAt) / 1000)} s.`);
}

function scope(token: RefreshedToken, held: readonly string[]): Finding {
  const now = scopesOf(token.scope);
  const missing = held.filter((one) => !now.includes(one));
  return missing.length === 0
    ? good('refresh', `The scopes are those that were granted: ${token.scope || 'none'}.`)
    : wrong('refresh', `The refresh brought fewer scopes than were granted; missing: ${missing.join(' ')}.`);
}
