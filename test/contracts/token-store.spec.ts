import { describe, expect, it } from '@jest/globals';
import { DoesNotOpen } from '../../src/crypto/key-ring.ts';
import type { HeldToken } from '../../src/grants/token/token.store.ts';
import { databases } from '../support/databases.ts';
import { grantsFor } from './granted.ts';
import { addUser, nowOf } from './opened.ts';

describe.each(databases)('TokenStore on $name', (kind) => {
  const { database, grants } = grantsFor(kind);

  const read = (userId: string, variant = '', provider = 'idp1') =>
    grants.tokens.readDefault(userId, provider, variant);
  const open = ({ accessToken, grantId, userId, provider }: HeldToken, variant = ''): string =>
    grants.vault.openAccessToken(accessToken!, { grantId, userId, provider }, variant);

  it('finds the token of the default grant', async () => {
    const issuedAt = Date.now();
    const holder = await grants.linked(
      {},
      { issuedAt, expiresAt: issuedAt + 1_000, scope: 'openid', tokenType: 'DPoP' },
    );
    const held = await read(holder.userId);

    expect(held).toEqual({
      ...holder,
      ...{ status: 'active', reason: null, retryAt: null, accessToken: expect.any(String), tokenType: 'DPoP' },
      ...{
        scope: 'openid',
        scopeGranted: 'openid',
        issuedAt,
        expiresAt: issuedAt + 1_000,
        generation: 1,
        newest: 1,
        metadata: {},
        proofKey: null,
        now: expect.any(Number),
      },
    });
    expect(open(held!)).toBe('access-1');
    expect(Math.abs(held!.now - (await nowOf(database)))).toBeLessThan(10_000);
  });

  it('finds the token without expiry, and the state of its grant', async () => {
    const holder = await grants.linked({}, { expiresAt: null });
    await grants.alter(holder, { status: 'reauth_required', reason: 'expired', retry_at: 8_000_000_000_000 });

    expect(await read(holder.userId)).toMatchObject({
      ...{ status: 'reauth_required', reason: 'expired', retryAt: 8_000_000_000_000, expiresAt: null },
    });
  });

  it('tells a variant that was never obtained from a grant that is not there', async () => {
    const { userId, grantId } = await grants.linked();

    expect(await read(userId, 'narrow')).toMatchObject({ grantId, accessToken: null, generation: 0, status: 'active' });
    expect(await read(userId, '', 'idp2')).toBeUndefined();
    expect(await read(await addUser(database))).toBeUndefined();
  });

  it('finds the default of several accounts, and each variant of it', async () => {
    const one = await grants.linked({ account: 'one' }, { accessToken: 'one' });
    const { userId } = one;
    const other = await grants.linked({ userId, account: 'other' }, { accessToken: 'other' });
    const lease = await grants.refreshes.lease({ id: other.grantId, generation: 1, fence: 1 }, 'me');
    const { granted } = await grants.link(
      { userId },
      { accessToken: 'narrowed', refreshToken: undefined, scope: 'narrow' },
    );
    await grants.refreshes.store(lease!, 'narrow', granted, { refreshToken: 'refresh-1', reuseWindow: 0 });

    expect(open((await read(userId))!)).toBe('other');
    const narrowed = await read(userId, 'narrow');
    expect(open(narrowed!, 'narrow')).toBe('narrowed');
    expect(narrowed).toMatchObject({ scope: 'narrow', generation: 2 });
    await grants.linked({ userId, account: 'one' }, { accessToken: 'one again' });
    expect(open((await read(userId))!)).toBe('one again');
    expect(await read(userId, 'narrow')).toMatchObject({ grantId: one.grantId, accessToken: null });
  });

  it('finds the grant that is named, by id or by account, of this user and provider alone', async () => {
    const one = await grants.linked({ account: 'one' }, { accessToken: 'one' });
    const { userId, grantId } = one;
    const other = await grants.linked({ userId, account: 'other' }, { accessToken: 'other' });
    const named = (account: string, of = userId, provider = 'idp1') =>
      grants.tokens.readNamed(of, provider, account, '');

    for (const name of ['one', grantId]) expect(open((await named(name))!)).toBe('one');
    expect(await named(other.grantId)).toMatchObject(other);
    expect(await named('nobody')).toBeUndefined();
    expect(await named(grantId, userId, 'idp2')).toBeUndefined();
    const stranger = await grants.linked({ account: 'one' });
    expect(await named(grantId, stranger.userId)).toBeUndefined();
    expect(await named('one', stranger.userId)).toMatchObject(stranger);
    expect(await grants.tokens.readNamed(userId, 'idp1', 'one', 'narrow')).toMatchObject({
      grantId,
      accessToken: null,
    });
    // An account that is called like another's grant does not stand before it.
    await grants.linked({ userId, account: other.grantId }, { accessToken: 'impostor' });
    expect(open((await named(other.grantId))!)).toBe('other');
  });

  it('keeps the newest of the narrowed tokens, and the plain one', async () => {
    const holder = await grants.linked();
    for (let generation = 1; generation <= 20; generation += 1) {
      const { fence } = await grants.row(holder);
      const lease = await grants.refreshes.lease({ id: holder.grantId, generation, fence }, 'me');
      const { granted } = await grants.link(holder, { accessToken: `access-${generation}` });
      await grants.refreshes.store(lease!, `scope-${generation}`, granted, { refreshToken: 'x', reuseWindow: 0 });
    }

    const variants = (await grants.tokenRows(holder)).map(({ variant }) => variant);
    const newest = Array.from({ length: 16 }, (_, i) => `scope-${i + 5}`);
    expect(variants.sort()).toEqual(['', ...newest].sort());
  });

  describe('a sealed value', () => {
    it('that was moved to another row does not open', async () => {
      const mine = await grants.linked({}, { accessToken: 'mine', refreshToken: 'mine' });
      const theirs = await grants.linked({}, { accessToken: 'theirs', refreshToken: 'theirs' });
      const [token] = await grants.tokenRows(theirs);
      const { refresh_token } = await grants.row(theirs);
      await database.write('UPDATE grant_tokens SET access_token = $2 WHERE grant_id = $1 RETURNING grant_id', [
        mine.grantId,
        token!.access_token,
      ]);
      await grants.alter(mine, { refresh_token });

      const held = await read(mine.userId);
      expect(() => open(held!)).toThrow(DoesNotOpen);
      await expect(grants.refreshToken(mine)).rejects.toThrow(DoesNotOpen);
    });

    it('that was moved to another column or variant does not open', async () => {
      const holder = await grants.linked();
      const { refresh_token } = await grants.row(holder);
      await database.write(
        `UPDATE grant_tokens SET access_token = $2, variant = 'narrow' WHERE grant_id = $1 RETURNING grant_id`,
        [holder.grantId, refresh_token],
      );
      expect(() => grants.vault.openAccessToken(refresh_token!, holder, 'narrow')).toThrow(DoesNotOpen);

      const other = await grants.linked();
      await database.write(`UPDATE grant_tokens SET variant = 'narrow' WHERE grant_id = $1 RETURNING grant_id`, [
        other.grantId,
      ]);
      await expect(grants.accessToken(other, 'narrow')).rejects.toThrow(DoesNotOpen);
    });

    it('of a grant that was given to another user or provider does not open', async () => {
      const holder = await grants.linked();
      const thief = await addUser(database);
      await grants.alter(holder, { user_id: thief });
      const stolen = await read(thief);
      expect(() => open(stolen!)).toThrow(DoesNotOpen);
      await expect(grants.refreshToken({ ...holder, userId: thief })).rejects.toThrow(DoesNotOpen);

      await grants.alter(holder, { user_id: holder.userId, provider: 'idp2' });
      const elsewhere = await read(holder.userId, '', 'idp2');
      expect(() => open(elsewhere!)).toThrow(DoesNotOpen);
      await expect(grants.refreshToken({ ...holder, provider: 'idp2' })).rejects.toThrow(DoesNotOpen);
      await grants.alter(holder, { provider: 'idp1' });
      expect(open((await read(holder.userId))!)).toBe('access-1');
    });
  });
});
