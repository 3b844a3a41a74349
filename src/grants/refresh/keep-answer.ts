import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import { persistently } from '../persistently.ts';
import type { RefreshStore, Stored } from './refresh.store.ts';
import type { Answer, Spool } from './spool.ts';

/** Milliseconds that a database may take for an answer before it is spooled as well. */
const PROMPT = 1_000;

/** Steps 6 and 7: what a provider answered is stored, however long the database is away, and by a later process if need be. */
export class AnswerKeeper {
  private readonly store: RefreshStore;
  private readonly spool: Spool;
  private readonly catalogue: ProviderCatalogue;
  private readonly log: Log;
  private readonly closing = new AbortController();

  constructor(store: RefreshStore, spool: Spool, catalogue: ProviderCatalogue, log: Log) {
    this.store = store;
    this.spool = spool;
    this.catalogue = catalogue;
    this.log = log;
  }

  /**
   * Resolves when the answer is stored, or in the spool until it can be: its caller may be served. Whatever the reason,
   * a fault of our own or a database that takes its time: an answer is never thrown away, and never only in memory for long.
   */
  async keep(answer: Answer): Promise<void> {
    const first = this.offer(answer);
    const outcome = await settledWithin(first, PROMPT);
    if (outcome === 'done') return;
    const { grantId } = answer.lease;
    this.log.error(
      { ...(outcome !== 'slow' && { err: outcome.failed }), grant: grantId },
      'an answer goes to the spool',
    );
    const spooled = await this.spool.put(answer).catch((error: unknown) => {
      this.log.error({ err: error, grant: grantId }, 'the spool takes no answer: it waits in memory only');
      return undefined;
    });
    void this.storeLater(answer, first, spooled);
  }

  /** Offers to the database what earlier processes left on this machine. */
  async deliverSpooled(): Promise<void> {
    for (const name of await this.spooled()) {
      try {
        const grantId = await persistently(() => this.offerSpooled(name), { signal: this.closing.signal });
        if (grantId === undefined) continue;
        await this.spool.remove(name);
        this.log.info({ grant: grantId }, 'an answer from the spool is stored');
      } catch (error) {
        this.log.error({ err: error, file: name }, 'an answer in the spool could not be stored; it stays there');
      }
    }
  }

  /** Before the process ends, when no refresh is under way any more: what is not stored stays in the spool. */
  settle(): void {
    this.closing.abort();
  }

  private async spooled(): Promise<readonly string[]> {
    try {
      return await this.spool.names();
    } catch (error) {
      this.log.error({ err: error }, 'the spool cannot be read: answers that lie there are not stored');
      return [];
    }
  }

  private async storeLater(answer: Answer, first: Promise<void>, spooled: string | undefined): Promise<void> {
    const { grantId } = answer.lease;
    try {
      await first.catch(() => persistently(() => this.offer(answer), { signal: this.closing.signal }));
      this.log.info({ grant: grantId }, 'the answer that waited is stored');
      if (spooled !== undefined) await this.spool.remove(spooled);
    } catch (error) {
      this.log.error({ err: error, grant: grantId }, 'an answer could not be stored; the spool keeps it');
    }
  }

  /**
   * Read anew for each try: the file may be that of a process that lives, beside us, and has stored it itself by now.
   * @returns its grant; `undefined`: the file is gone
   */
  private async offerSpooled(name: string): Promise<string | undefined> {
    const answer = await this.spool.read(name);
    if (answer !== undefined) await this.offer(answer);
    return answer?.lease.grantId;
  }

  private async offer(answer: Answer): Promise<void> {
    const { lease, variant, granted, spent } = answer;
    const stored = await this.store.store(lease, variant, granted, spent);
    if (stored !== 'stored') await this.drop(answer, stored);
  }

  /** The grant was revoked or linked anew while we refreshed: nobody will use this answer. */
  private async drop({ lease, granted }: Answer, why: Exclude<Stored, 'stored'>): Promise<void> {
    const provider = this.catalogue.find(lease.provider);
    this.log.info({ grant: lease.grantId, why }, 'an answer came too late to be kept');
    if (provider === undefined) return;
    // After a re-link the provider might end the new grant with the old one's token.
    if (why === 'relinked' && !provider.settings.REVOKES_SINGLY) return;
    const { refreshToken, accessToken, tokenHost } = granted;
    try {
      await provider.client.revoke({ refreshToken, accessToken, tokenHost });
    } catch (error) {
      this.log.warn({ err: error, grant: lease.grantId }, 'a token that nobody will use could not be revoked');
    }
  }
}

/** What became of a task so far. */
async function settledWithin(task: Promise<void>, time: number): Promise<'done' | 'slow' | { failed: unknown }> {
  const settled = new AbortController();
  const slow = pause(time, 'slow' as const, { signal: settled.signal }).catch(() => 'slow' as const);
  try {
    return await Promise.race([task.then(() => 'done' as const), slow]);
  } catch (error) {
    return { failed: error };
  } finally {
    settled.abort();
  }
}
