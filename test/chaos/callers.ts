import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Random } from './random.ts';
import { PROVIDER, type Subject, type World } from './world.ts';

export interface Said {
  status: number;
  code: string | undefined;
  reason: string | undefined;
}

/** What callers were told in a run. */
export class Tally {
  served = 0;
  /** By problem code, `cut off` for those whose replica died under them. */
  readonly told = new Map<string, number>();
  longestWait = 0;
  /** What no fault excuses. */
  readonly wrong: string[] = [];

  add(name: string): void {
    this.told.set(name, (this.told.get(name) ?? 0) + 1);
  }
}

const LONGEST_CALL = 60_000;
const BURST = 6;
/** Milliseconds between two callers. */
const GAP = 9;
/** At one replica: those that wait for a frozen one must not keep others from asking. */
const MOST_OPEN = 200;

/** People and services that ask for tokens, as fast as they are let. */
export class Callers {
  readonly tally = new Tally();
  private readonly world: World;
  private readonly agent = new Agent({ connections: 256, pipelining: 1, headersTimeout: LONGEST_CALL });
  private readonly onEnded: (subject: Subject, said: Said) => void;
  private running = true;
  private readonly open = new Map<number, number>();

  /** @param onEnded a caller was told that the grant is over */
  constructor(world: World, onEnded: (subject: Subject, said: Said) => void) {
    this.world = world;
    this.onEnded = onEnded;
  }

  /** Asks at an even pace, whatever becomes of the others: now one grant at one replica, now one at all of them at once. */
  async run(random: Random): Promise<void> {
    const { subjects, replicas } = this.world;
    while (this.running) {
      await pause(random.between(0.2, 1.8) * GAP);
      const subject = random.pick(subjects);
      const count = random.next() < 0.05 ? BURST : 1;
      for (let i = 0; i < count; i += 1) {
        const { index } = random.pick(replicas);
        if ((this.open.get(index) ?? 0) < MOST_OPEN) void this.ask(subject, index);
      }
    }
    while ([...this.open.values()].some((count) => count > 0)) await pause(100);
  }

  stop(): void {
    this.running = false;
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** `undefined` when no answer came. */
  async ask(subject: Subject, replica: number): Promise<Said | undefined> {
    const { replicas } = this.world;
    const at = replicas[replica];
    if (at === undefined) throw new Error('no such replica');
    const life = at.life?.name;
    const before = subject.busy ? undefined : subject.changes;
    const begun = performance.now();
    const since = Date.now();
    this.count(replica, 1);
    const answer = await this.send(`${at.address}/api/v1/${PROVIDER}/token`, 'GET', subject);
    this.count(replica, -1);
    if (answer === undefined) {
      this.tally.add('cut off');
      return undefined;
    }
    const disturbed = at.life?.name !== life || at.life?.frozen.some(({ to }) => to >= since) === true;
    if (!disturbed) this.tally.longestWait = Math.max(this.tally.longestWait, performance.now() - begun);
    return this.note(subject, answer, { before, disturbed });
  }

  /** The person ends the grant. */
  async revoke(subject: Subject, replica: number): Promise<boolean> {
    const answer = await this.send(
      `${this.world.replicas[replica]?.address}/api/v1.0/${PROVIDER}/revoke`,
      'POST',
      subject,
    );
    return answer?.status === 200;
  }

  /**
   * @param before how often the subject had changed when it asked; `undefined` in the middle of a change
   * @param disturbed whether the replica was stopped or frozen meanwhile: one that slept through the time for a request may
   *   say, when it wakes, that it took too long to arrive
   */
  private note(
    subject: Subject,
    { status, body }: { status: number; body: Record<string, unknown> },
    { before, disturbed }: { before: number | undefined; disturbed: boolean },
  ): Said {
    const said = { status, code: text(body['code']), reason: text(body['reason']) };
    if (status === 200) {
      this.tally.served += 1;
      const owner = this.world.provider.ledger.grantOf(text(body['access_token']) ?? '');
      if (owner !== subject.index) this.tally.wrong.push(`grant ${subject.index} was served a token of ${owner}`);
      return said;
    }
    this.tally.add(`${status} ${said.code}`);
    if (said.code === 'reauth_required') this.onEnded(subject, said);
    else if (said.code === 'not_linked') {
      const unchanged = before === subject.changes && !subject.busy;
      if (unchanged && subject.state === 'linked') this.tally.wrong.push(`grant ${subject.index} is unlinked`);
    } else if (status !== 503 && !(disturbed && said.code === 'invalid_request')) {
      this.tally.wrong.push(`${status} ${said.code} for grant ${subject.index}: ${text(body['detail'])}`);
    }
    return said;
  }

  private count(replica: number, step: 1 | -1): void {
    this.open.set(replica, (this.open.get(replica) ?? 0) + step);
  }

  private async send(url: string, method: 'GET' | 'POST', { bearer }: Subject) {
    try {
      const { statusCode, body } = await request(url, {
        method,
        headers: { authorization: `Bearer ${bearer}` },
        dispatcher: this.agent,
        signal: AbortSignal.timeout(LONGEST_CALL),
      });
      const content: unknown = JSON.parse(await body.text());
      return {
        status: statusCode,
        body: typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {},
      };
    } catch {
      return undefined;
    }
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
