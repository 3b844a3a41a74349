import type { AuditLog } from '../../audit/audit-log.ts';
import { isId } from '../../crypto/random.ts';
import { requireScopeAt, type UserPrincipal } from '../../principal/principal.ts';
import { invalidRequest, Problem } from '../../problem/problem.ts';
import type { DeviceAuthorization } from '../../providers/device-authorization.ts';
import type { Provider } from '../../providers/provider.ts';
import { scopesOf } from '../../providers/scopes.ts';
import type { Home } from '../refresh/home.ts';
import { type DeviceLinkState, type DeviceLinkStore, MOST_PENDING } from './device-link.store.ts';

export interface DeviceLinkWish {
  principal: UserPrincipal;
  provider: Provider;
  /** What to ask for besides the provider's `SCOPE`. */
  scopes: readonly string[];
  /** What its user will call it. */
  ownLabel: string | undefined;
}

/** Seconds after which a user with too many links under way may try again. */
const RETRY_AFTER = 60;

/** A link for whoever has no browser at hand: the person enters a code elsewhere (RFC 8628), and the store asks meanwhile. */
export class BeginDeviceLink {
  private readonly store: DeviceLinkStore;
  private readonly home: Home;
  private readonly audit: AuditLog;

  constructor(store: DeviceLinkStore, home: Home, audit: AuditLog) {
    this.store = store;
    this.home = home;
    this.audit = audit;
  }

  /** @throws Problem `invalid_request` where the provider links no devices, `rate_limited`, `provider_unavailable`, … */
  async begin(wish: DeviceLinkWish): Promise<DeviceAuthorization & { id: string }> {
    const { principal, provider, scopes, ownLabel } = wish;
    requireScopeAt(principal, 'grants:write', provider.id);
    // Nobody would ask about the code: what is asked about is a token that the original waits for.
    if (!this.home.mayRefresh) {
      throw new Problem('provider_unavailable', 'This copy of the store asks providers for nothing.', {
        retryAfter: 60,
      });
    }
    const { userId } = principal;
    if (!(await this.store.hasRoom(userId))) throw tooMany();
    const scope = [...new Set([...scopesOf(provider.settings.SCOPE), ...scopes])].join(' ');
    const code = await provider.client.deviceCode(scope);
    if (code === undefined) throw unsupported();
    const { deviceCode } = code;
    const times = { interval: code.interval * 1000, expiresIn: code.expiresIn * 1000 };
    const id = await this.store.add({ userId, provider: provider.id, scope, ownLabel, deviceCode, ...times });
    if (id === undefined) throw tooMany();
    const about = { userId, provider: provider.id, scope };
    this.audit.record({ action: 'link', outcome: 'code given', by: principal, ...about });
    return { ...code, id };
  }

  /** @throws Problem `not_found`, also for another's */
  async find({ userId, providers }: UserPrincipal, id: string): Promise<DeviceLinkState> {
    const link = isId(id) ? await this.store.find(userId, id) : undefined;
    if (link === undefined || providers?.includes(link.provider) === false) {
      throw new Problem('not_found', 'You have begun no such link.');
    }
    return link;
  }
}

function tooMany(): Problem {
  const detail = `${MOST_PENDING} links wait for their codes already: finish them, or let them expire.`;
  return new Problem('rate_limited', detail, { retryAfter: RETRY_AFTER });
}

function unsupported(): Problem {
  const detail = 'This provider gives no codes for devices: connect in a browser instead.';
  return invalidRequest('provider', 'has no device authorization endpoint', detail);
}
