import { digest, sameSecret } from '../crypto/hashing.ts';
import { isBehind, toPage, type Cursor, type Page, type PageWish } from '../database/page.ts';
import { CLIENT_ID } from '../settings/schema/clients.ts';
import type { Client, SecretiveClient } from './client.ts';
import type { ClientStore } from './client.store.ts';
import type { DeclaredClients } from './declared-clients.ts';

/** Every client: those of the settings, and those of the database whose id no setting claims. */
export class ClientDirectory {
  private readonly declared: DeclaredClients;
  private readonly store: ClientStore;

  constructor(declared: DeclaredClients, store: ClientStore) {
    this.declared = declared;
    this.store = store;
  }

  /** Also a disabled one: whoever lets clients in looks at that. */
  async find(id: string): Promise<Client | undefined> {
    return (await this.lookUp(id))?.client;
  }

  /** By the subject of a trusted issuer's JWT; also a disabled one. */
  async bySubject(issuer: string, subject: string): Promise<Client | undefined> {
    const declared = this.declared.bySubject(issuer, subject);
    if (declared !== undefined) return declared.client;
    // PostgreSQL knows no text with a NUL in it.
    const stored = subject.includes('\0') ? undefined : await this.store.bySubject(issuer, subject);
    return stored && this.unlessDeclared(stored)?.client;
  }

  /** The client whose secret this is, not a disabled one; an unknown id costs what a wrong secret costs. */
  async bySecret(id: string, secret: string): Promise<Client | undefined> {
    const found = await this.lookUp(id);
    const isRight = sameSecret(digest(secret), found?.secretHash ?? '');
    return isRight && found?.client.disabled === false ? found.client : undefined;
  }

  /** Declared ones first, the others in the order of their making. */
  async list(wish: PageWish): Promise<Page<Client>> {
    const declared = this.declared.all.filter((one) => isBehind(cursorOf(one), wish));
    const limit = wish.limit - declared.length;
    const stored = limit < 0 ? [] : await this.store.list({ ...wish, limit }, this.declared.ids);
    return toPage([...declared, ...stored], wish, cursorOf, ({ client }) => client);
  }

  private async lookUp(id: string): Promise<SecretiveClient | undefined> {
    return CLIENT_ID.test(id) ? (this.declared.find(id) ?? this.store.find(id)) : undefined;
  }

  /** A row whose id the settings claim is of no account. */
  private unlessDeclared(stored: SecretiveClient): SecretiveClient | undefined {
    return this.declared.find(stored.client.id) === undefined ? stored : undefined;
  }
}

function cursorOf({ client }: SecretiveClient): Cursor {
  return { at: client.createdAt, id: client.id };
}
