import { z } from 'zod';
import { digest } from '../../crypto/hashing.ts';
import type { Clock } from '../../database/clock.ts';
import { Problem } from '../../problem/problem.ts';
import { NoAnswer, type Outbound, type OutboundAnswer } from '../../providers/outbound.ts';
import { Remembered } from '../remembered.ts';

/** So long may a token live on that was deleted at the Hub. */
const KEPT = { lifetime: 60_000, most: 1000 };
const TIMEOUT = 10_000;
const RETRY_AFTER = 5;

const model = z.object({
  kind: z.string(),
  name: z.string().min(1),
  admin: z.boolean().catch(false),
  groups: z.array(z.string()).catch([]),
  scopes: z.array(z.string()).catch([]),
});

/** Whom a token of the Hub speaks of: a user or a service, and what the token is good for at the Hub. */
export type HubModel = z.output<typeof model>;

/** The Hub's REST API, as far as a service needs it. */
export class HubApi {
  private readonly url: string;
  private readonly outbound: Outbound;
  private readonly known: Remembered<HubModel | undefined>;

  /** @param url of the API, without a slash at the end */
  constructor(url: string, outbound: Outbound, clock: Clock) {
    this.url = url;
    this.outbound = outbound;
    this.known = new Remembered(clock, KEPT);
  }

  /**
   * Whose a token is; remembered for a minute.
   * @returns `undefined` for one that the Hub does not accept
   * @throws Problem `provider_unavailable` when the Hub does not say
   */
  async owner(token: string): Promise<HubModel | undefined> {
    return this.known.get(
      digest(token),
      () => this.ask(token),
      (answer) => answer !== undefined,
    );
  }

  private async ask(token: string): Promise<HubModel | undefined> {
    const answer = await this.send(token);
    if (answer.status === 401 || answer.status === 403) return undefined;
    const read = answer.status === 200 ? model.safeParse(fromJson(answer.text)) : undefined;
    if (read?.success === true) return read.data;
    throw unavailable(read?.error ?? new Error(`the Hub answered ${answer.status}`));
  }

  private async send(token: string): Promise<OutboundAnswer> {
    const headers = { authorization: `token ${token}`, accept: 'application/json' };
    try {
      return await this.outbound.request(`${this.url}/user`, { method: 'GET', headers, timeout: TIMEOUT });
    } catch (error) {
      if (error instanceof NoAnswer) throw unavailable(error);
      throw error;
    }
  }
}

function unavailable(cause: unknown): Problem {
  return new Problem('provider_unavailable', 'The JupyterHub does not say whether this token is good.', {
    retryAfter: RETRY_AFTER,
    cause,
  });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
