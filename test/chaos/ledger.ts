/** One time that a refresh token came to the provider, and what became of it. */
export interface Presentation {
  token: string;
  grant: number;
  /** The replica's life that sent it. */
  life: string;
  at: number;
  /** What the provider made of it: `ok`, its error, `repeated` within the reuse window; absent: it never saw it. */
  outcome?: string;
  processedAt?: number;
  /** What the fault injector did. */
  fault?: string;
  /** `whole`: the answer went out as the provider gave it; `lost`: it was spoiled after processing; `other`: another word. */
  delivered: 'pending' | 'whole' | 'lost' | 'other';
  deliveredAt?: number;
  /** The refresh token that came of it. */
  next?: string;
  /** The provider went down while the answer was on its way: the store knew it then, however late the answer. */
  cutAt?: number;
}

/** When the caller had the answer, or knew that none would come; nothing while it waits. */
export function endedAt({ cutAt, deliveredAt }: Presentation): number | undefined {
  return cutAt ?? deliveredAt;
}

/** What the provider gave and got, by grant: the other side of what the store believes. */
export class Ledger {
  readonly presentations: Presentation[] = [];
  private readonly grantOfToken = new Map<string, number>();
  private readonly grantOfAccessToken = new Map<string, number>();
  private readonly byToken = new Map<string, Presentation[]>();

  issued(grant: number, refreshToken: string, accessToken: string): void {
    this.grantOfToken.set(refreshToken, grant);
    this.grantOfAccessToken.set(accessToken, grant);
  }

  presented(token: string, life: string): Presentation {
    const grant = this.grantOfToken.get(token) ?? -1;
    const presentation: Presentation = { token, grant, life, at: Date.now(), delivered: 'pending' };
    this.presentations.push(presentation);
    const others = this.byToken.get(token);
    if (others === undefined) this.byToken.set(token, [presentation]);
    else others.push(presentation);
    return presentation;
  }

  of(token: string): readonly Presentation[] {
    return this.byToken.get(token) ?? [];
  }

  grantOf(accessToken: string): number | undefined {
    return this.grantOfAccessToken.get(accessToken);
  }

  /** Refresh tokens that came to the provider at least once, each with its presentations in order of arrival. */
  get spent(): IterableIterator<readonly Presentation[]> {
    return this.byToken.values();
  }

  get pending(): number {
    return this.presentations.filter(({ deliveredAt }) => deliveredAt === undefined).length;
  }

  /** The provider's connections break now: whatever is on its way is lost. */
  cut(): void {
    const now = Date.now();
    for (const presentation of this.presentations) {
      const { deliveredAt, cutAt } = presentation;
      if (cutAt !== undefined || (deliveredAt !== undefined && deliveredAt < now - 100)) continue;
      presentation.cutAt = now;
      presentation.delivered = 'lost';
    }
  }
}
