import { networkOf } from './address.ts';
import { isExceeded, type Limit } from './limit.ts';
import { rateLimited } from './rate-limit-headers.ts';

/** Each is `undefined` where `WORKSHOP_RATE` is `off`. */
export interface RegistrationLimitParts {
  /** For each workshop and address: a whole class room sits behind one. */
  visits: Limit | undefined;
  /** For each address: codes of no workshop. */
  wrongCodes: Limit | undefined;
}

/**
 * How often the pages of workshops may be asked for. Codes that are none are counted harshly; but where people register just
 * now, nobody keeps them from it by guessing other codes beside them.
 */
export class RegistrationLimits {
  private readonly parts: RegistrationLimitParts;
  /** Codes that are looked for, by code and network: a class room that comes at once guesses once. */
  private readonly guesses = new Map<string, Promise<boolean>>();

  constructor(parts: RegistrationLimitParts) {
    this.parts = parts;
  }

  /**
   * Looks for the workshop that a code names, if codes from this address are looked at.
   * @param look answers `undefined` for a code of no workshop
   * @throws Problem `rate_limited`
   */
  async visit<T>(code: string, address: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const { visits, wrongCodes } = this.parts;
    if (visits === undefined || wrongCodes === undefined) return look();
    const network = networkOf(address);
    const place = `${code} ${network}`;
    if (visits.look(place) === undefined) {
      const guess = this.guesses.get(place) ?? this.guess(place, network, wrongCodes, look);
      if (!(await guess)) return undefined;
    }
    const standing = await visits.take(place);
    if (isExceeded(standing)) throw rateLimited(standing);
    return look();
  }

  private guess(place: string, network: string, wrongCodes: Limit, look: () => Promise<unknown>): Promise<boolean> {
    const guess = isRight(network, wrongCodes, look).finally(() => this.guesses.delete(place));
    this.guesses.set(place, guess);
    return guess;
  }
}

/** Counted before it is judged, and taken back when it was right: otherwise a thousand guesses at once would all be judged. */
async function isRight(network: string, wrongCodes: Limit, look: () => Promise<unknown>): Promise<boolean> {
  const standing = await wrongCodes.take(network);
  if (isExceeded(standing)) throw rateLimited(standing);
  let isWrong = false;
  try {
    isWrong = (await look()) === undefined;
    return !isWrong;
  } finally {
    if (!isWrong) await wrongCodes.giveBack(network);
  }
}
