import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newProofKey } from '../../src/crypto/proof-key.ts';
import type { GrantTies } from '../../src/providers/grant-ties.ts';
import type { Granted } from '../../src/grants/granted.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { Grants } from './granted.ts';
import { granted } from './token-set.ts';
import { newRing, openFresh, type Opened } from './opened.ts';

describe.each(databases)('what a grant has besides its tokens, on $name', (kind) => {
  let opened: Opened;
  let grants: Grants;
  let ties: GrantTies;
  const metadata = { company: '42' };

  beforeAll(async () => {
    opened = await openFresh(kind);
    grants = new Grants(opened.database, newRing());
    ties = { tokenHost: 'eu.idp.example', proofKey: await newProofKey() };
  });
  afterAll(() => opened.close());

  const again = async (holder: Holder, given: Partial<Granted>, more: GrantTies = {}) =>
    grants.store.saveLink({ ...(await grants.link(holder, given)), ties: more });
  const read = async ({ grantId }: Holder) => (await grants.refreshes.read(grantId, ''))!;
  const keyOf = async (holder: Holder) => {
    const { proofKey } = (await read(holder)).besides;
    return proofKey === null ? undefined : grants.vault.openProofKey(proofKey, holder);
  };

  it('is there for a refresh and for a caller, the key sealed', async () => {
    const holder = await grants.linked({ ties }, { metadata });
    expect((await read(holder)).besides).toMatchObject({ metadata, tokenHost: 'eu.idp.example' });
    expect(await keyOf(holder)).toBe(ties.proofKey);
    expect((await grants.row(holder)).dpop_key).not.toContain('"d"');
    const held = await grants.tokens.readDefault(holder.userId, holder.provider, '');
    expect(held).toMatchObject({ metadata, proofKey: (await grants.row(holder)).dpop_key });
  });

  it('stays through a refresh that says nothing of it, and grows with one that does', async () => {
    const holder = await grants.linked({ ties }, { metadata });
    const spent = { refreshToken: 'refresh-1', reuseWindow: 0 };
    for (const more of [undefined, {}, { company: '43', instance: 'i' }]) {
      const lease = await grants.refreshes.lease(await read(holder), 'us');
      expect(await grants.refreshes.store(lease!, '', granted({ metadata: more }), spent)).toBe('stored');
      expect((await read(holder)).besides).toMatchObject({ metadata: more?.company ? more : metadata });
    }
    expect(await keyOf(holder)).toBe(ties.proofKey);
  });

  it('is another’s when the account is linked anew', async () => {
    const holder = await grants.linked({ ties }, { metadata });
    const proofKey = await newProofKey();
    await again(holder, { refreshToken: 'refresh-2', metadata: {} }, { proofKey });
    expect((await read(holder)).besides).toMatchObject({ metadata: {}, tokenHost: null });
    expect(await keyOf(holder)).toBe(proofKey);
    await again(holder, { refreshToken: 'refresh-3' });
    expect(await keyOf(holder)).toBeUndefined();
  });

  it('stays with the refresh token that stays: a token that is bound to another key is not put beside it', async () => {
    const holder = await grants.linked({ ties }, { metadata });
    await again(holder, { refreshToken: undefined, accessToken: 'other' }, { proofKey: await newProofKey() });
    expect([await keyOf(holder), await grants.refreshToken(holder)]).toEqual([ties.proofKey, 'refresh-1']);
    expect(await grants.accessToken(holder)).toBe('access-1');
    expect((await read(holder)).besides).toMatchObject({ metadata, tokenHost: 'eu.idp.example' });
  });

  it('goes with the grant, but for the host, where its tokens are ended', async () => {
    const holder = await grants.linked({ ties });
    expect(await grants.store.revoke(holder)).toMatchObject({ tokenHost: 'eu.idp.example' });
    expect((await grants.row(holder)).dpop_key).toBeNull();
  });
});
