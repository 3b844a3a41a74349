import { digest } from '../../crypto/hashing.ts';
import { fitsPassword, NOBODYS_ARGON2, nobodysBcrypt } from '../../crypto/passwords.ts';
import { newSecret } from '../../crypto/random.ts';
import type { Clock } from '../../database/clock.ts';
import type { Limits } from '../../limits/limits.ts';
import { LOCAL_ISSUER, type Profile } from '../../users/user.store.ts';
import { isAccountName, type LocalAccountStore, type SecretiveAccount } from '../../users/local-account.store.ts';
import { Remembered } from '../remembered.ts';
import type { HtpasswdFile } from './htpasswd-file.ts';

/** A right password need not be hashed again for so long: a notebook's every call would take a tenth of a second. */
const KEPT = { lifetime: 60_000, most: 1000 };
/** Longer than anybody types, shorter than what would keep a thread busy. */
const LONGEST_PASSWORD = 1024;

export interface LocalAccountParts {
  store: LocalAccountStore;
  /** `undefined` without `HTPASSWD_FILE`. */
  htpasswd: HtpasswdFile | undefined;
  limits: Limits;
  clock: Clock;
}

/** Names and passwords kept here. A name of the database hides the same name of `HTPASSWD_FILE`, also when it is disabled. */
export class LocalAccounts {
  private readonly parts: LocalAccountParts;
  private readonly right: Remembered<boolean>;
  /** What is remembered in memory is worth nothing without it. */
  private readonly pepper = newSecret();

  constructor(parts: LocalAccountParts) {
    this.parts = parts;
    this.right = new Remembered(parts.clock, KEPT);
  }

  /** Whether `HTPASSWD_FILE` has this name: an account of the database would step into that one's place. */
  async isListed(name: string): Promise<boolean> {
    return (await this.parts.htpasswd?.find(name))?.passwordHash !== undefined;
  }

  /**
   * Who has this name and password. For a wrong one it takes as long, whether there is such a name or not: one hash of
   * each kind that is in use. A password that was changed, and an account that was disabled, count at once.
   * @returns `undefined` for an unknown name, a wrong password and a disabled account alike
   * @throws Problem `rate_limited`
   */
  async check(givenName: string, password: string): Promise<Profile | undefined> {
    const name = givenName.normalize('NFC');
    const { store, htpasswd, limits } = this.parts;
    // PostgreSQL takes no NUL, and a name that cannot be is nobody's.
    const stored = isAccountName(name) ? await store.find(name) : undefined;
    const listed = await htpasswd?.find(name);
    const hashes = {
      argon2: stored?.passwordHash,
      bcrypt: stored === undefined ? listed?.passwordHash : undefined,
      cost: listed?.usualCost,
    };
    const question = digest(JSON.stringify([this.pepper, name, password, hashes]));
    const isRight = await this.right.get(
      question,
      async () => (await limits.guess(name, () => rightOrUndefined(password, hashes))) === true,
      (answer) => answer,
    );
    return isRight && stored?.disabled !== true ? toProfile(name, stored) : undefined;
  }
}

interface Hashes {
  /** Of an account in the database. */
  argon2: string | undefined;
  /** Of an account in `HTPASSWD_FILE`. */
  bcrypt: string | undefined;
  /** The cost of those in `HTPASSWD_FILE`; `undefined` without it. */
  cost: number | undefined;
}

async function rightOrUndefined(password: string, { argon2, bcrypt, cost }: Hashes): Promise<true | undefined> {
  const isPossible = password.length <= LONGEST_PASSWORD && !password.includes('\0');
  const tried = isPossible ? password : '';
  const byArgon2 = await fitsPassword(tried, argon2 ?? NOBODYS_ARGON2);
  const byBcrypt = cost !== undefined && (await fitsPassword(tried, bcrypt ?? nobodysBcrypt(cost)));
  const isRight = (argon2 !== undefined && byArgon2) || (bcrypt !== undefined && byBcrypt);
  return isPossible && isRight ? true : undefined;
}

function toProfile(name: string, account: SecretiveAccount | undefined): Profile {
  return {
    issuer: LOCAL_ISSUER,
    subject: name,
    name: account?.fullName ?? name,
    email: account?.email ?? null,
    emailVerified: null,
    roles: account?.roles ?? [],
  };
}
