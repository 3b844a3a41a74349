import { requireScopeAt, type Principal } from '../../principal/principal.ts';
import { Problem } from '../../problem/problem.ts';

/** What a principal may obtain of one provider's tokens. */
export interface Mandate {
  /** Whose tokens. */
  userId: string;
  /** The provider's scopes that may be handed out at most; `undefined`: all that were granted. */
  scopes: readonly string[] | undefined;
}

/** Says whose tokens a principal may have: its own, or by rule and consent another's. */
export class Delegations {
  /** @throws Problem `forbidden` */
  mandate(principal: Principal, provider: string): Promise<Mandate> {
    requireScopeAt(principal, 'token', provider);
    if (principal.onBehalfOf === undefined && principal.kind === 'user') {
      return Promise.resolve({ userId: principal.userId, scopes: undefined });
    }
    throw new Problem('forbidden', 'No rule allows this.');
  }
}
