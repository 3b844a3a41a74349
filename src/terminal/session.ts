import { readFile } from 'node:fs/promises';
import { TokenStore } from '../store-client/client.ts';
import {
  addressOf,
  codeOf,
  isInTheClear,
  readConfiguration,
  type CommonFlags,
  type Configuration,
} from './configuration.ts';
import { LoginStore, type Login, type LoginSecrets } from './login-store.ts';
import { EXIT_PERSON, EXIT_UNAVAILABLE, EXIT_USAGE, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds: an access token that ends sooner is renewed first. */
const MARGIN = 30_000;
/** Milliseconds: somebody waits. */
const PATIENCE = 5_000;

/** Where a command goes to, and as whom. */
export class Session {
  readonly terminal: Terminal;
  readonly flags: CommonFlags;
  readonly configuration: Configuration;
  readonly logins: LoginStore;

  private constructor(terminal: Terminal, flags: CommonFlags, configuration: Configuration) {
    this.terminal = terminal;
    this.flags = flags;
    this.configuration = configuration;
    this.logins = new LoginStore(terminal);
  }

  /** @throws Refusal */
  static async open(terminal: Terminal, flags: CommonFlags): Promise<Session> {
    return new Session(terminal, flags, await readConfiguration(terminal, flags.config));
  }

  /** For people, on standard error. */
  say(line: string): void {
    if (this.flags.quiet !== true) this.terminal.err(`${line}\n`);
  }

  /** The same, with `-d` only. */
  debug(line: string): void {
    if (this.flags.debug === true) this.terminal.err(`tokenstore: ${line}\n`);
  }

  /** The address of the store: of the flag, the environment, the configuration, the last login. @throws Refusal */
  async server(): Promise<string> {
    const { server } = this.flags;
    const { TOKENSTORE_SERVER: variable } = this.terminal.env;
    const given = server ?? (variable === '' ? undefined : variable) ?? this.configuration.server;
    const named = given ?? (await this.logins.current());
    if (named === undefined) {
      throw new Refusal(EXIT_USAGE, 'Which store? Name it by --server or TOKENSTORE_SERVER, or run tokenstore login.');
    }
    const address = addressOf(named, named);
    if (isInTheClear(address)) this.say(`tokenstore: ${address} is http: what is sent there can be read on the way.`);
    return address;
  }

  /** The store, with an API key if there is one, else with the login. @throws Refusal */
  async store(): Promise<TokenStore> {
    const server = await this.server();
    const key = await this.apiKey();
    this.debug(`${server}, ${key === undefined ? 'as signed in' : 'by an API key'}`);
    const credential = key ?? ((refused?: string) => this.accessToken(server, refused));
    return new TokenStore({
      server,
      credential,
      signal: this.terminal.stopped,
      patience: PATIENCE,
      fetch: this.#tracedFetch(),
    });
  }

  /** @throws Refusal */
  async apiKey(): Promise<string | undefined> {
    const path = this.flags.apiKeyFile;
    const { TOKENSTORE_API_KEY: variable = '' } = this.terminal.env;
    if (path === undefined && variable !== '') return oneKey(variable, 'TOKENSTORE_API_KEY');
    const file = path ?? this.configuration.api_key_file;
    if (file === undefined) return undefined;
    const key = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Refusal(EXIT_USAGE, `Cannot read ${file} (${codeOf(error)}).`);
    });
    return oneKey(key, file);
  }

  /**
   * Of the login, renewed if need be; by one of several commands at once.
   * @param refused one that the store does not take
   * @throws Refusal
   */
  async accessToken(server: string, refused?: string): Promise<string> {
    const found = await this.#login(server);
    if (isGood(found, refused)) return found.access_token;
    return this.logins.alone(async () => {
      const login = await this.#login(server);
      if (isGood(login, refused)) return login.access_token;
      return this.#renew(login, refused);
    });
  }

  /** Not ended by Ctrl-C: a refresh token that was spent, and its heir not kept, would end the login. */
  async #renew(login: Login & LoginSecrets, refused: string | undefined): Promise<string> {
    const { Issuer, loginEnded } = await import('./issuer.ts');
    if (login.refresh_token === null) throw loginEnded();
    this.debug(`renews the login at ${login.issuer}`);
    try {
      const issuer = await Issuer.discover(login.issuer, registrationOf(login));
      const issued = await issuer.refresh(login.refresh_token);
      const refresh_token = issued.refresh_token ?? login.refresh_token;
      const { server, issuer: name, client_id, parameters, client_secret } = login;
      const kept = { server, issuer: name, client_id, parameters, name: login.name };
      await this.logins.keep(kept, { ...issued, refresh_token, client_secret });
      return issued.access_token;
    } catch (error) {
      const isAway = error instanceof Refusal && error.status === EXIT_UNAVAILABLE;
      const left = (login.expires_at ?? 0) - Date.now();
      if (isAway && login.access_token !== refused && left > 0) return login.access_token;
      throw error;
    }
  }

  async #login(server: string): Promise<Login & LoginSecrets> {
    const login = await this.logins.find(server);
    if (login === undefined) {
      throw new Refusal(EXIT_PERSON, `You are not signed in at ${server}. Run: tokenstore login --server ${server}`);
    }
    return login;
  }

  #tracedFetch(): typeof fetch {
    return async (input, init) => {
      const begun = Date.now();
      const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
      const asked = `${init?.method ?? 'GET'} ${origin}${pathname}`;
      try {
        const answer = await fetch(input, init);
        this.debug(`${asked}: ${answer.status} in ${Date.now() - begun} ms`);
        return answer;
      } catch (error) {
        const { cause } = Object(error) as { cause?: unknown };
        this.debug(`${asked}: ${codeOf(cause ?? error)} after ${Date.now() - begun} ms`);
        throw error;
      }
    };
  }
}

export function registrationOf({ client_id, client_secret, parameters }: Login & LoginSecrets) {
  return { clientId: client_id, clientSecret: client_secret, parameters };
}

/** No header carries anything else. @throws Refusal */
function oneKey(text: string, holder: string): string {
  const key = text.trim();
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Refusal(EXIT_USAGE, `${holder} does not hold one API key.`);
  return key;
}

function isGood({ access_token, expires_at }: LoginSecrets, refused: string | undefined): boolean {
  return access_token !== refused && (expires_at === null || expires_at - Date.now() > MARGIN);
}
