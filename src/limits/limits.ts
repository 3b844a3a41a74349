import { digest } from '../crypto/hashing.ts';
import type { Log } from '../log/logger.ts';
import { idOf, type Principal } from '../principal/principal.ts';
import { networkOf } from './address.ts';
import { isExceeded, isUsedUp, type Limit, type Standing } from './limit.ts';
import { rateLimited } from './rate-limit-headers.ts';

/** Each is `undefined` where its setting is `off`. */
export interface LimitParts {
  /** `RATE_LIMIT`, for each user and client, whatever the credential. */
  principals: Limit | undefined;
  /** `RATE_LIMIT_ANONYMOUS`, for each address: calls without a credential. */
  anonymous: Limit | undefined;
  /** The same rate, for each address: credentials that were refused. */
  failures: Limit | undefined;
  /** The same rate, for each account name: passwords that were refused, from wherever. */
  guesses: Limit | undefined;
}

/**
 * Who may call how often. Anonymous and failed calls are counted apart: many people behind one address who sign in must not
 * keep those from working who have.
 */
export class Limits {
  private readonly parts: LimitParts;
  private readonly log: Log;

  constructor(parts: LimitParts, log: Log) {
    this.parts = parts;
    this.log = log;
  }

  /** Counts a call of somebody who was recognised. */
  call(principal: Principal): Standing | undefined | Promise<Standing> {
    return this.parts.principals?.take(`${principal.kind}:${idOf(principal)}`);
  }

  /** Counts a call of somebody unknown. */
  callFrom(address: string): Standing | undefined | Promise<Standing> {
    return this.parts.anonymous?.take(networkOf(address));
  }

  /** Where an address stands whose next credential is not to be looked at, for too many were refused; else `undefined`. */
  refusal(address: string): Standing | undefined {
    const standing = this.parts.failures?.look(networkOf(address));
    return standing !== undefined && isUsedUp(standing) ? standing : undefined;
  }

  /** Counts a credential that was refused; never throws. The guard does this for all that authenticators throw. */
  async failed(address: string): Promise<void> {
    try {
      await this.parts.failures?.take(networkOf(address));
    } catch (error) {
      this.log.error({ err: error }, 'a refused credential could not be counted');
    }
  }

  /**
   * Lets somebody guess a password. The guess is counted before it is judged, and taken back when it was right: otherwise
   * a thousand guesses at once would all be looked at before the first has failed.
   * @param account the name that was given, known or not
   * @param judge answers `undefined` for a wrong password
   * @throws Problem `rate_limited`
   */
  async guess<T>(account: string, judge: () => Promise<T | undefined>): Promise<T | undefined> {
    const { guesses } = this.parts;
    if (guesses === undefined) return judge();
    // Of one length, and no name in Redis.
    const key = digest(account);
    const standing = await guesses.take(key);
    if (isExceeded(standing)) throw rateLimited(standing);
    let isWrong = false;
    try {
      const found = await judge();
      isWrong = found === undefined;
      return found;
    } finally {
      if (!isWrong) await guesses.giveBack(key);
    }
  }
}
