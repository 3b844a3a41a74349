import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DoesNotOpen } from '../../src/crypto/key-ring.ts';
import type { Database } from '../../src/database/database.ts';
import type { HeldToken } from '../../src/grants/token/token.store.ts';
import { databases } from '../support/databases.ts';
import { Grants } from './granted.ts';
import { addUser, newRing, nowOf, openFresh, type Opened } from './opened.ts';

describe.each(databases)('TokenStore on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  let grants: Grants;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
    grants = new Grants(database, newRing());
  });
  afterAll(() => opened.close());

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
      ...{ scope: 'openid', issuedAt, expiresAt: issuedAt + 1_000, generation: 1, now: expect.any(Number) },
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
