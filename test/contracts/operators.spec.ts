import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/crypto/random.ts';
import type { Database } from '../../src/database/database.ts';
import type { Cursor } from '../../src/database/page.ts';
import { GrantOverview, type GrantFilter } from '../../src/grants/admin/grant-overview.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { UserStore } from '../../src/users/user.store.ts';
import { databases } from '../support/databases.ts';
import { nowOf, openFresh, type Opened } from './opened.ts';

/** What operators see of all users and grants. */
describe.each(databases)('for operators, on $name', (kind) => {
  let opened: Opened;
  let database: Database;
  beforeAll(async () => {
    opened = await openFresh(kind);
    ({ database } = opened);
  });
  afterEach(() => database.write('DELETE FROM users RETURNING id'));
  afterAll(() => opened.close());

  async function addUser(subject: string, name: string | null = null, email: string | null = null): Promise<string> {
    const profile = { issuer: 'https://login.example', subject, name, email, emailVerified: null, roles: ['staff'] };
    return (await new UserStore(database).recognise(profile)).id;
  }

  describe('UserDirectory', () => {
    const directory = () => new UserDirectory(database);
    const found = async (prefix: string) => {
      const page = await directory().list({ prefix }, { limit: 50, after: undefined });
      return page.items.map(({ subject }) => subject).sort();
    };

    it('gives all that is known of a user', async () => {
      const id = await addUser('s-1', 'Ann', 'ann@example.org');
      expect(await directory().find(id)).toEqual({
        ...{ id, issuer: 'https://login.example', subject: 's-1', name: 'Ann', email: 'ann@example.org' },
        roles: ['staff'],
        ...{ createdAt: expect.any(Number), seenAt: expect.any(Number), disabledAt: null },
      });
      expect(await directory().find('nobody')).toBeUndefined();
    });

    it('finds by what name, address or subject begins with, ASCII letters alike', async () => {
      await addUser('s-1', 'Ann Miller', 'miller@example.org');
      await addUser('s-2', 'Äön', null);
      await addUser('s-3', null, 'ANN@example.org');
      await addUser('100%', 'under_score', null);
      expect(await found('ann')).toEqual(['s-1', 's-3']);
      expect(await found('ANN M')).toEqual(['s-1']);
      expect(await found('mill')).toEqual(['s-1']);
      expect(await found('S-')).toEqual(['s-1', 's-2', 's-3']);
      expect(await found('Äö')).toEqual(['s-2']);
      expect(await found('äö')).toEqual([]);
      expect(await found('100%')).toEqual(['100%']);
      for (const none of ['%', '_', '10_%', 'under%', 'iller']) expect(await found(none)).toEqual([]);
    });

    it('pages newest first, also where several came at the same instant', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i += 1) ids.push(await addUser(`s-${i}`));
      await database.write('UPDATE users SET created_at = 7 RETURNING id');
      await database.write(`UPDATE users SET created_at = 9 WHERE id = $1 RETURNING id`, [ids[2]!]);
      const seen: string[] = [];
      for (let after: Cursor | undefined, pages = 0; pages < 10; pages += 1) {
        const page = await directory().list({}, { limit: 2, after });
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
        if (after === undefined) break;
      }
      expect(seen[0]).toBe(ids[2]);
      expect([...seen].sort()).toEqual([...ids].sort());
    });

    it('finds users by their ids', async () => {
      const [one, two] = [await addUser('s-1'), await addUser('s-2')];
      await addUser('s-3');
      const of = async (ids: string[]) =>
        (await directory().list({ ids }, { limit: 50, after: undefined })).items.map(({ id }) => id).sort();
      expect(await of([one, two, 'nobody'])).toEqual([one, two].sort());
      expect(await of([])).toEqual([]);
    });

    it('disables and enables, and remembers since when', async () => {
      const id = await addUser('s-1');
      const first = await directory().setDisabled(id, true);
      expect(first?.disabledAt).toEqual(expect.any(Number));
      expect(await directory().setDisabled(id, true)).toEqual(first);
      expect(await directory().count()).toEqual({ all: 1, disabled: 1 });
      expect((await directory().setDisabled(id, false))?.disabledAt).toBeNull();
      expect(await directory().count()).toEqual({ all: 1, disabled: 0 });
      expect(await directory().setDisabled('nobody', true)).toBeUndefined();
    });
  });

  describe('GrantOverview', () => {
    const overview = () => new GrantOverview(database);
    const addGrant = async (
      user: string,
      provider: string,
      status = 'active',
      reason: string | null = null,
      at = 1,
    ) => {
      const id = newId();
      await database.write(
        `INSERT INTO grants (id, user_id, provider, account, status, reason, refresh_token, linked_at, created_at)
         VALUES ($1, $2, $3, $1, $4, $5, 'sealed', $6, $6) RETURNING id`,
        [id, user, provider, status, reason, at],
      );
      return id;
    };
    const listed = async (filter: GrantFilter) => {
      const page = await overview().list(filter, { limit: 50, after: undefined });
      return page.items.map(({ id }) => id);
    };

    it('counts by provider, status and reason', async () => {
      const ann = await addUser('ann');
      for (const provider of ['idp1', 'idp1', 'idp2']) await addGrant(ann, provider);
      await addGrant(ann, 'idp1', 'reauth_required', 'refused');
      expect(await overview().counts()).toEqual([
        { provider: 'idp1', status: 'active', reason: null, count: 2 },
        { provider: 'idp1', status: 'reauth_required', reason: 'refused', count: 1 },
        { provider: 'idp2', status: 'active', reason: null, count: 1 },
      ]);
    });

    it('counts by how long ago they were linked, without those that were revoked', async () => {
      const ann = await addUser('ann');
      const now = await nowOf(database);
      const day = 86_400_000;
      for (const days of [0.5, 3, 20, 80, 300, 400, 500]) await addGrant(ann, 'idp1', 'active', null, now - days * day);
      await addGrant(ann, 'idp1', 'reauth_required', 'expired', now - 3 * day);
      await addGrant(ann, 'idp2', 'revoked', 'revoked_by_user', now);
      const ages = (await overview().ages()).map(({ provider, age, status, count }) => [provider, age, status, count]);
      expect(ages.sort()).toEqual(
        [
          ['idp1', 'day', 'active', 1],
          ['idp1', 'month', 'active', 1],
          ['idp1', 'older', 'active', 2],
          ['idp1', 'quarter', 'active', 1],
          ['idp1', 'week', 'active', 1],
          ['idp1', 'week', 'reauth_required', 1],
          ['idp1', 'year', 'active', 1],
        ].sort(),
      );
    });

    it('lists and filters, newest first, with the user and without what is sealed', async () => {
      const [ann, bob] = [await addUser('ann', 'Ann', 'ann@example.org'), await addUser('bob')];
      const one = await addGrant(ann, 'idp1', 'active', null, 1);
      const two = await addGrant(bob, 'idp1', 'reauth_required', 'expired', 2);
      const three = await addGrant(ann, 'idp2', 'active', null, 3);
      expect(await listed({})).toEqual([three, two, one]);
      expect(await listed({ provider: 'idp1' })).toEqual([two, one]);
      expect(await listed({ providers: ['idp2', 'idp3'] })).toEqual([three]);
      expect(await listed({ providers: [] })).toEqual([]);
      expect(await listed({ status: 'active', userId: ann })).toEqual([three, one]);
      const page = await overview().list({}, { limit: 2, after: undefined });
      const next = await overview().list({}, { limit: 2, after: page.next });
      expect([...page.items, ...next.items].map(({ id }) => id)).toEqual([three, two, one]);
      expect(next.next).toBeUndefined();

      const grant = await overview().find(one);
      expect(grant).toMatchObject({
        id: one,
        user: { id: ann, name: 'Ann', email: 'ann@example.org' },
        isDefault: false,
      });
      expect(JSON.stringify(grant)).not.toContain('sealed');
      expect(await overview().find('nothing')).toBeUndefined();
    });
  });
});
