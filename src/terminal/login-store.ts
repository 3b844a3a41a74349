import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { baseOf, codeOf } from './configuration.ts';
import { withLock } from './lock.ts';
import { EXIT_CONFIGURATION, EXIT_PERSON, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** Who signed in where. */
export interface Login {
  server: string;
  issuer: string;
  client_id: string;
  /** What the issuer wants besides, in each request. */
  parameters: Record<string, string>;
  /** For people. */
  name: string | null;
}

/** What is kept out of sight. */
export interface LoginSecrets {
  client_secret: string | null;
  access_token: string;
  /** Milliseconds since the epoch; `null`: no end known. */
  expires_at: number | null;
  refresh_token: string | null;
}

/** The file: logins by server, secrets in it only where there is no keyring. */
interface Logins {
  version: 1;
  /** The server that is meant where none is named. */
  current: string | null;
  logins: Record<string, Login & { secrets: LoginSecrets | 'keyring' }>;
}

const NONE: Logins = { version: 1, current: null, logins: {} };

/** The logins of a person: in one file that only they can read, its secrets in the keyring where that takes them. */
export class LoginStore {
  readonly #terminal: Terminal;
  readonly #path: string;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#path = join(baseOf(terminal, 'XDG_STATE_HOME', '.local/state'), 'tokenstore', 'logins.json');
  }

  /** The server of the last login. */
  async current(): Promise<string | undefined> {
    return (await this.#read()).current ?? undefined;
  }

  /** @throws Refusal where the keyring does not give the secrets */
  async find(server: string): Promise<(Login & LoginSecrets) | undefined> {
    const found = (await this.#read()).logins[server];
    if (found === undefined) return undefined;
    const { secrets, ...login } = found;
    return { ...login, ...(secrets === 'keyring' ? await this.#fromKeyring(server) : secrets) };
  }

  /** While this runs, no other command changes the logins: whoever refreshes one does it in here, and looks again first. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw this.#unwritable(error);
    });
    return withLock(`${this.#path}.lock`, (milliseconds) => this.#terminal.wait(milliseconds), work);
  }

  /** To be called {@link alone}. @returns where the secrets are now */
  async keep(login: Login, secrets: LoginSecrets): Promise<'keyring' | 'file'> {
    const all = await this.#read();
    const isInKeyring = await this.#toKeyring(login.server, secrets);
    all.logins[login.server] = { ...login, secrets: isInKeyring ? 'keyring' : secrets };
    await this.#write({ ...all, current: login.server });
    return isInKeyring ? 'keyring' : 'file';
  }

  /** To be called {@link alone}. */
  async remove(server: string): Promise<void> {
    const all = await this.#read();
    const { [server]: removed, ...logins } = all.logins;
    if (removed?.secrets === 'keyring') {
      const keyring = await this.#terminal.keyring();
      await keyring?.remove(server).catch(() => undefined);
    }
    const current = all.current === server ? (Object.keys(logins)[0] ?? null) : all.current;
    await this.#write({ ...all, current, logins });
  }

  async #fromKeyring(server: string): Promise<LoginSecrets> {
    const keyring = await this.#terminal.keyring();
    const text = await keyring?.get(server).catch(() => undefined);
    if (text === undefined) {
      throw new Refusal(EXIT_PERSON, 'The keyring does not give the login: unlock it, or run tokenstore login again.');
    }
    return JSON.parse(text) as LoginSecrets;
  }

  async #toKeyring(server: string, secrets: LoginSecrets): Promise<boolean> {
    const keyring = await this.#terminal.keyring();
    if (keyring === undefined) return false;
    try {
      await keyring.set(server, JSON.stringify(secrets));
      return true;
    } catch {
      // There is none on most servers, and Windows' takes no long tokens.
      return false;
    }
  }

  async #read(): Promise<Logins> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return structuredClone(NONE);
      throw new Refusal(EXIT_CONFIGURATION, `Cannot read ${this.#path} (${codeOf(error)}).`);
    }
    try {
      const read = JSON.parse(text) as Logins;
      if (Object(read.logins) === read.logins) return read;
    } catch {
      // Told below.
    }
    throw new Refusal(EXIT_CONFIGURATION, `${this.#path} is damaged: remove it, and run tokenstore login again.`);
  }

  #unwritable(error: unknown): Refusal {
    return new Refusal(EXIT_CONFIGURATION, `Cannot write ${this.#path} (${codeOf(error)}).`);
  }

  /** Whole or not at all, also when the machine stops half-way. */
  async #write(logins: Logins): Promise<void> {
    const draft = `${this.#path}.${process.pid}.new`;
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
      throw this.#unwritable(error);
    });
    try {
      await file.writeFile(`${JSON.stringify(logins, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path);
  }
}
