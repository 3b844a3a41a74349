import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log/logger.ts';
import { DatabaseUnavailable } from '../problem/problem.ts';
import type { RegistrationStore } from '../users/workshops/registration.store.ts';
import type { SecretKeeper } from './secret/secret-keeper.ts';

/** Milliseconds between two looks, from `least` to twice that. */
const REST = 30_000;

/**
 * Does what workshops need from time to time: forgets the passwords of those that are over, and brings the Secret up to date
 * with what other replicas, the command line and other people did.
 */
export class WorkshopKeeper {
  private readonly registrations: RegistrationStore;
  private readonly secret: SecretKeeper | undefined;
  private readonly log: Log;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  /** @param secret `undefined` without `WORKSHOP_SECRET` */
  constructor(registrations: RegistrationStore, secret: SecretKeeper | undefined, log: Log) {
    this.registrations = registrations;
    this.secret = secret;
    this.log = log;
  }

  /** Begins, once. */
  start(): void {
    this.loop ??= this.goOn();
  }

  /** Resolves when nothing more will be done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.secret?.idle();
  }

  /** Accounts of workshops are others than before: nobody waits for the Secret. */
  changed(): void {
    void this.secret?.trySync();
  }

  /** Whether others have an account of this name where the accounts go, as far as is known. */
  isTheirs(name: string): boolean {
    return this.secret?.isTheirs(name) === true;
  }

  private async goOn(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.forget();
      await this.secret?.trySync();
      await pause(REST * (1 + Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async forget(): Promise<void> {
    try {
      const passwords = await this.registrations.forgetPasswords();
      if (passwords > 0) this.log.info({ passwords }, 'passwords of workshops that are over were forgotten');
    } catch (error) {
      const level = error instanceof DatabaseUnavailable ? 'debug' : 'error';
      this.log[level]({ err: error }, 'passwords of workshops that are over will be forgotten later');
    }
  }
}
