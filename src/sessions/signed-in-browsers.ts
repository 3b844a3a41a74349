import type { DatabaseSessionStore } from './session.store.ts';

/** The sessions of all people, as far as they are where one can look: in the database. */
export class SignedInBrowsers {
  private readonly store: DatabaseSessionStore | undefined;

  constructor(store: DatabaseSessionStore | undefined) {
    this.store = store;
  }

  /** `null`: they are kept elsewhere. */
  async count(): Promise<number | null> {
    return this.store === undefined ? null : this.store.count();
  }

  /** Signs a user out everywhere, so that no old cookie works again should the user be enabled again. */
  async endOf(userId: string): Promise<void> {
    await this.store?.endOf(userId);
  }
}
