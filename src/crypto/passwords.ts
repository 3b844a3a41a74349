import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
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

/** The thread pool has four threads, and looks up names for calls to providers too: half of it stays free for them. */
const AT_ONCE = 2;
const MOST_WAITING = 100;

let running = 0;
const waiting: (() => void)[] = [];

/** Argon2id in its usual text form. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(prepared(password), ARGON2));
}

/**
 * Whether a password fits a hash (Argon2, bcrypt); false for a hash that is neither.
 * @throws Problem `rate_limited` when too many wait for their turn
 */
export async function fitsPassword(password: string, passwordHash: string): Promise<boolean> {
  const text = prepared(password);
  if (bcryptCost(passwordHash) !== undefined) return inTurn(() => verifyBcrypt(text, passwordHash));
  return inTurn(() => verify(passwordHash, text).catch(() => false));
}

/** The same characters, however they were composed when they were typed (RFC 8265). */
function prepared(password: string): string {
  return password.normalize('NFC');
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) {
    throw new Problem('rate_limited', 'Too many people sign in at once. Try again in a moment.', { retryAfter: 2 });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
