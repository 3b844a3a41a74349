import type { Page, PageWish } from '../database/page.ts';
import type { DatabaseSessionStore, ListedSession } from './session.store.ts';

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

  /**
   * Signs a user out everywhere, so that no old cookie works again should the user be enabled again.
   * @returns how many; `null`: they are kept elsewhere, and go on
   */
  async endOf(userId: string): Promise<number | null> {
    return this.store === undefined ? null : this.store.endOf(userId);
  }

  /** A user's, newest first; `null`: they are kept elsewhere. */
  async listOf(userId: string, wish: PageWish): Promise<Page<ListedSession> | null> {
    return this.store === undefined ? null : this.store.listOf(userId, wish);
  }
}
