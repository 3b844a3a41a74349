import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log/logger.ts';
import { DatabaseUnavailable } from '../../problem/problem.ts';
import type { HtpasswdEntry } from '../../users/workshops/registration.store.ts';
import { ClusterRefused, type ClusterSecret } from './cluster.ts';
import { mergeEntries } from './htpasswd-lines.ts';

export interface SecretKeeperParts {
  secret: ClusterSecret;
  /** The Secret's key. */
  key: string;
  /** Names this store among others that write to the same Secret: hexadecimal digits. */
  store: string;
  /** The entries that shall be there. */
  entries: () => Promise<HtpasswdEntry[]>;
  log: Log;
}

/** Somebody else may change the Secret between our reading and our writing, again and again. */
const TRIES = 20;
const PATIENCE = 50;

/**
 * Keeps the accounts of workshops in a Secret of the cluster, beside entries of others, which are never touched. What is ours
 * stands in an annotation of the Secret itself, so that it changes with the entries or not at all.
 */
export class SecretKeeper {
  private readonly parts: SecretKeeperParts;
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private theirs: ReadonlySet<string> = new Set();
  private toldForeign = '';

  constructor(parts: SecretKeeperParts) {
    this.parts = parts;
  }

  /**
   * Brings the Secret up to date with all that was kept before this was called. Calls that come while one is under way share
   * the one after it. @throws ClusterRefused, DatabaseUnavailable
   */
  async sync(): Promise<void> {
    if (this.next !== undefined) return this.next;
    if (this.current === undefined) return this.begin();
    this.next = this.current
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.begin();
      });
    return this.next;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await (this.next ?? this.current)?.catch(() => undefined);
  }

  /** Whether others had an entry of this name when the Secret was last read. */
  isTheirs(name: string): boolean {
    return this.theirs.has(name);
  }

  /** The same for whoever cannot wait, and need not know: what fails is logged, and done by the next. */
  trySync(): Promise<void> {
    return this.sync().catch((error: unknown) => {
      const { log } = this.parts;
      if (error instanceof DatabaseUnavailable)
        log.debug({ err: error }, 'the Secret of workshops will be written later');
      else if (error instanceof ClusterRefused) log.error({ err: error }, `WORKSHOP_SECRET: ${error.message}`);
      else log.error({ err: error }, 'the Secret of workshops could not be written');
    });
  }

  private begin(): Promise<void> {
    this.current = this.write().finally(() => (this.current = undefined));
    return this.current;
  }

  private async write(): Promise<void> {
    const { secret, key, entries } = this.parts;
    const annotation = `tokenstore/users-of-${this.parts.store}`;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { version, data, annotations } = await secret.read();
      // Read behind the Secret: whoever wrote in between had read no more than we do now, or our change is refused.
      const wanted = await entries();
      const text = data.get(key) ?? '';
      const before = annotations.get(annotation) ?? '';
      const merged = mergeEntries(text, new Set(before.split(',').filter((name) => name !== '')), wanted);
      this.theirs = merged.theirs;
      this.tellForeign(merged.foreign);
      const ours = merged.ours.join(',');
      if (ours === before && (ours === '' || merged.text === text)) return;
      const change = { data: { [key]: merged.text }, annotations: { [annotation]: ours === '' ? null : ours } };
      if (await secret.change(version, change)) return;
      await pause(PATIENCE * Math.random() * (tries + 1));
    }
    throw new ClusterRefused('the Secret is changed by others all the time');
  }

  private tellForeign(names: readonly string[]): void {
    const told = names.join();
    if (told !== '' && told !== this.toldForeign) {
      this.parts.log.warn({ names }, 'WORKSHOP_SECRET has entries of others by these names: they are left as they are');
    }
    this.toldForeign = told;
  }
}
