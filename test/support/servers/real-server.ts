import type { Browser, Page } from '../browser.ts';

/** An authorization server that others wrote, running in a process of its own. */
export interface RealServer {
  readonly issuer: string;
  readonly endpoints: {
    authorization: string;
    token: string;
    userinfo: string;
    revocation: string;
    introspection: string;
    deviceAuthorization?: string;
  };
  /** Its only client: confidential, `client_secret_basic`. */
  readonly client: { id: string; secret: string };
  readonly person: { login: string; password: string; name: string; email: string };
  /** Goes to `url` (that of a link, or a device's `verification_uri_complete`) and, as the person, signs in and allows what is asked, until an address that begins with `stopBefore`. */
  walkLogin: (browser: Browser, url: string, options: WalkOptions) => Promise<Page>;
  /** What it wrote so far. */
  log: () => string;
  close: () => Promise<void>;
}

export interface WalkOptions {
  stopBefore: string;
  /** false: the person denies, where that is possible. */
  consents?: boolean;
  /** The person allows these alone, where the server lets them choose. */
  scopes?: readonly string[];
}

export const person = {
  login: 'alice',
  password: 'alice-password',
  name: 'Alice Example',
  email: 'alice@example.test',
} as const;
export const client = { id: 'rp1', secret: 'rp1-secret' } as const;
