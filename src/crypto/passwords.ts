import { hash, verify } from '@node-rs/argon2';
import { hash as hashBcrypt, verify as verifyBcrypt } from '@node-rs/bcrypt';
import { Problem } from '../problem/problem.ts';

/** OWASP's recommendation for Argon2id, and the library's default algorithm. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const BCRYPT = /^\$2[aby]\$(?<cost>0[4-9]|1[0-7])\$[./A-Za-z0-9]{53}$/;

/** Verified where there is no account, so that an unknown name costs what a wrong password does. It is nobody's. */
export const NOBODYS_ARGON2 =
  '$argon2id$v=19$m=19456,t=2,p=1$HnKnCcLKhwY5U91kXN8DLA$FwDOvrOGij9AEw7pbSdJQJL5Zwbsj0ucTIlkraFjUmc';

/** The same among bcrypt hashes of this cost. */
export function nobodysBcrypt(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$tD4TgxixnS.M.KjQdatDnO4aSTYvzPKIa2kEmqdyPHRNSKLbe89cq`;
}

/** The cost of a bcrypt hash of the forms `$2a$`, `$2b$`, `$2y$`; `undefined` for anything else, and for one that would take minutes. */
export function bcryptCost(text: string): number | undefined {
  const cost = BCRYPT.exec(text)?.groups?.['cost'];
  return cost === undefined ? undefined : Number(cost);
}

/** OWASP's least, and what `htpasswd -C 10` makes. */
const BCRYPT_COST = 10;

/** Work for other threads, so much of it at once; the rest waits for its turn. */
class Turns {
  private readonly atOnce: number;
  private readonly mostWaiting: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.atOnce = atOnce;
    this.mostWaiting = mostWaiting;
  }

  /** @throws Problem `rate_limited` when too many wait */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= this.mostWaiting) {
      throw new Problem('rate_limited', 'Too many people sign in at once. Try again in a moment.', { retryAfter: 2 });
    }
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}

/** The thread pool has four threads, and looks up names for calls to providers too: half of it stays free for them. */
const signingIn = new Turns(2, 100);
/** A class room that registers within the same minute waits for nobody who signs in, nor they for it. */
const registering = new Turns(1, 400);

/** Argon2id in its usual text form. */
export async function hashPassword(password: string): Promise<string> {
  return signingIn.take(() => hash(prepared(password), ARGON2));
}

/** What a new password is compared with: here, and wherever an htpasswd file goes. */
export interface PasswordHashes {
  /** Argon2id in its usual text form. */
  account: string;
  /** bcrypt in the form `$2y$`, which every htpasswd's reader knows. */
  htpasswd: string;
}

/**
 * For a new account that signs in here and elsewhere: one hash would have to be bcrypt, and tell by its time that there is
 * such an account.
 * @param stillWanted asked when its turn has come; what it throws is thrown, and nothing is hashed
 * @throws Problem `rate_limited` when too many wait for their turn
 */
export async function hashForBoth(
  password: string,
  stillWanted: () => Promise<void> = () => Promise.resolve(),
): Promise<PasswordHashes> {
  const text = prepared(password);
  return registering.take(async () => {
    await stillWanted();
    const account = await hash(text, ARGON2);
    const htpasswd = await hashBcrypt(text, BCRYPT_COST);
    return { account, htpasswd: htpasswd.replace(/^\$2b\$/, '$2y$') };
  });
}

/**
 * Whether a password fits a hash (Argon2, bcrypt); false for a hash that is neither.
 * @throws Problem `rate_limited` when too many wait for their turn
 */
export async function fitsPassword(password: string, passwordHash: string): Promise<boolean> {
  const text = prepared(password);
  if (bcryptCost(passwordHash) !== undefined) return signingIn.take(() => verifyBcrypt(text, passwordHash));
  return signingIn.take(() => verify(passwordHash, text).catch(() => false));
}

/** The same characters, however they were composed when they were typed (RFC 8265). */
function prepared(password: string): string {
  return password.normalize('NFC');
}
