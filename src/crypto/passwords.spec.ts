import { describe, expect, it } from '@jest/globals';
import { bcryptCost, fitsPassword, hashForBoth, hashPassword, NOBODYS_ARGON2, nobodysBcrypt } from './passwords.ts';

/** Of the PHP manual and of crypt_blowfish's own tests. */
const KNOWN = [
  ['rasmuslerdorf', '$2a$07$usesomesillystringfore2uDLvp1Ii2e./U9C8sBjqp8I90dH6hi'],
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
] as const;

describe('passwords', () => {
  it('are kept as Argon2id, each with a salt of its own', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await fitsPassword('correct horse', one)).toBe(true);
    expect(await fitsPassword('Correct horse', one)).toBe(false);
    expect(await fitsPassword('', one)).toBe(false);
  });

  it.each(KNOWN)('fit bcrypt hashes of others: %s', async (password, hash) => {
    for (const form of ['$2a$', '$2b$', '$2y$']) {
      expect(await fitsPassword(password, hash.replace('$2a$', form))).toBe(true);
      expect(await fitsPassword(`${password}.`, hash.replace('$2a$', form))).toBe(false);
    }
  });

  it('are the same however their letters were composed', async () => {
    const composed = await hashPassword('caf\u00e9 au lait');
    expect(await fitsPassword('cafe\u0301 au lait', composed)).toBe(true);
  });

  it.each([
    '',
    'plain',
    '$apr1$x$y',
    '{SHA}x',
    '$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW',
    '$argon2id$bad',
    '$2y$31$x',
  ])('fit nothing that is no hash: %s', async (hash) => {
    expect(await fitsPassword('', hash)).toBe(false);
    expect(await fitsPassword(hash, hash)).toBe(false);
  });

  it('are hashed many at once, in turn, and a flood is turned away', async () => {
    const few = await Promise.all(Array.from({ length: 10 }, () => fitsPassword('x', nobodysBcrypt(4))));
    expect(few).toEqual(few.map(() => false));
    const flood = await Promise.allSettled(Array.from({ length: 120 }, () => fitsPassword('x', nobodysBcrypt(4))));
    const refused = flood.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ reason }) => (reason as { code: string }).code === 'rate_limited')).toBe(true);
    expect(await fitsPassword('x', nobodysBcrypt(4))).toBe(false);
  });

  it('leave the event loop to others meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await fitsPassword('x', nobodysBcrypt(11));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it.each([4, 8])('of nobody cost what those of somebody do: %d', async (cost) => {
    expect(bcryptCost(nobodysBcrypt(cost))).toBe(cost);
    const ofSomebody = KNOWN[1][1].replace('$05$', `$0${cost}$`);
    const time = async (hash: string): Promise<number> => {
      const begun = performance.now();
      for (let i = 0; i < 3; i += 1) await fitsPassword('x', hash);
      return performance.now() - begun;
    };
    expect((await time(nobodysBcrypt(cost))) / (await time(ofSomebody))).toBeGreaterThan(0.2);
  });

  it('of nobody cost what Argon2id costs', async () => {
    const own = await hashPassword('x');
    expect(NOBODYS_ARGON2.split('$').slice(0, 4)).toEqual(own.split('$').slice(0, 4));
    expect(await fitsPassword('x', NOBODYS_ARGON2)).toBe(true);
  });
});

describe('a password for here and elsewhere', () => {
  it('has a hash of each kind, in the form that every reader of htpasswd files knows', async () => {
    const { account, htpasswd } = await hashForBoth('correct horse');
    expect([account, htpasswd]).toEqual([expect.stringMatching(/^\$argon2id\$/), expect.stringMatching(/^\$2y\$10\$/)]);
    for (const hash of [account, htpasswd]) {
      expect(await fitsPassword('correct horse', hash)).toBe(true);
      expect(await fitsPassword('wrong', hash)).toBe(false);
    }
  });

  it('is not hashed when nobody wants it any more by the time that its turn has come', async () => {
    let places = 1;
    const ask = (): Promise<void> => {
      places -= 1;
      return places < 0 ? Promise.reject(new Error('no place is left')) : Promise.resolve();
    };
    const others = await Promise.allSettled(['first', 'second', 'third'].map((one) => hashForBoth(one, ask)));
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(hashForBoth('last')).resolves.toBeDefined();
  });
});

describe('the cost of a bcrypt hash', () => {
  const tail = KNOWN[0][1].slice(7);
  it.each([
    ['$2y$05$', 5],
    ['$2b$17$', 17],
    ['$2b$18$', undefined],
    ['$2b$31$', undefined],
    ['$2b$03$', undefined],
    ['$2x$05$', undefined],
    ['$2b$5$', undefined],
    [' $2b$05$', undefined],
  ])('of %s… is %p', (head, cost) => {
    expect(bcryptCost(head + tail)).toBe(cost);
    expect(bcryptCost(`${head}${tail}x`)).toBeUndefined();
  });
});
