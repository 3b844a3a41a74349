import { newSecret } from '../../crypto/random.ts';
import type { UserPrincipal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';
import type { Provider } from '../../providers/provider.ts';
import { scopesOf } from '../../providers/scopes.ts';
import type { LinkVersion, PublicUrls } from '../../settings/public-urls.ts';
import type { OwnGrant } from '../own-grant.store.ts';
import type { LinkAttemptStore, LinkIntent } from './link-attempt.store.ts';

export interface LinkWish {
  principal: UserPrincipal;
  provider: Provider;
  version: LinkVersion;
  /** Absolute and allowed. */
  returnUrl: string;
  /** What to ask for besides the provider's `SCOPE`. */
  scopes?: readonly string[] | undefined;
  /** The grant of the principal's that is linked anew: what it has is asked for too, lest less comes back. */
  grant?: Pick<OwnGrant, 'id' | 'scopeGranted'> | undefined;
  /** What its user will call it. */
  label?: string | undefined;
}

/**
 * Linking is begun by whoever may, and finished only by the person's browser: a caller with a session gets the
 * provider's address; one without gets an address of ours with a ticket, which that browser takes up.
 */
export class BeginLink {
  private readonly attempts: LinkAttemptStore;
  private readonly urls: PublicUrls;

  constructor(attempts: LinkAttemptStore, urls: PublicUrls) {
    this.attempts = attempts;
    this.urls = urls;
  }

  /** For a caller without a browser. @returns an address of ours, good for ten minutes and one use */
  async issueTicket(wish: LinkWish): Promise<string> {
    const ticket = await this.attempts.addTicket(intentOf(wish));
    return this.urls.authorize(wish.version, wish.provider.id, ticket);
  }

  /**
   * @param session digest of the browser's session, which the `state` is bound to
   * @returns the provider's consent page
   * @throws Problem `provider_unavailable`
   */
  async toProvider(wish: LinkWish, session: string): Promise<string> {
    return this.sendTo(wish.provider, intentOf(wish), session);
  }

  /**
   * Takes up a ticket in the browser of its user.
   * @throws Problem `state_invalid` for an unknown or used ticket, `forbidden` for another's (which stays good)
   */
  async takeUpTicket(ticket: string, provider: Provider, principal: UserPrincipal, session: string): Promise<string> {
    const intent = await this.attempts.peekTicket(ticket, provider.id);
    if (intent === undefined) throw unknownTicket();
    if (intent.userId !== principal.userId) {
      throw new Problem('forbidden', 'This link was begun for another user. Sign out, and sign in as that user.');
    }
    const url = await this.sendTo(provider, intent, session);
    if (!(await this.attempts.takeTicket(ticket))) throw unknownTicket();
    return url;
  }

  private async sendTo(provider: Provider, intent: LinkIntent, session: string): Promise<string> {
    // Known to be reachable before anything is kept.
    const proofKey = await provider.client.newProofKey();
    const secrets = { verifier: newSecret(), nonce: newSecret(), proofKey };
    const state = await this.attempts.addState(intent, session, secrets);
    const redirectUri = this.urls.callback(intent.version, provider.id);
    return provider.client.authorizationUrl({ ...secrets, redirectUri, scope: intent.scope, state });
  }
}

function intentOf({ principal, provider, version, returnUrl, scopes = [], grant, label }: LinkWish): LinkIntent {
  return {
    ...{ userId: principal.userId, provider: provider.id, version, returnUrl, grantId: grant?.id, ownLabel: label },
    scope: widened(provider.settings.SCOPE, [...scopesOf(grant?.scopeGranted ?? ''), ...scopes]),
  };
}

/** The operator's words as they are, and whatever they do not say yet, with the separator that this server wants. */
function widened(scope: string, more: readonly string[]): string {
  const asked = scopesOf(scope);
  const separator = scope.includes(',') && !scope.includes(' ') ? ',' : ' ';
  return [scope, ...scopesOf(more.join(' ')).filter((one) => !asked.includes(one))].join(separator);
}

function unknownTicket(): Problem {
  return new Problem('state_invalid', 'This link is unknown, used or older than ten minutes. Begin again.');
}
