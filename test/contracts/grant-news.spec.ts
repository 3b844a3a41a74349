import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GrantEvents, type GrantEvent } from '../../src/grants/events.ts';
import { ImportStore } from '../../src/grants/import/import.store.ts';
import type { Granted } from '../../src/grants/granted.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { WebhookStore } from '../../src/webhooks/webhook.store.ts';
import type { Holder } from '../../src/grants/vault.ts';
import { databases } from '../support/databases.ts';
import { capturingLog } from '../support/store.ts';
import { Grants } from './granted.ts';
import { granted } from './token-set.ts';
import { addUser, newRing, openFresh, type Opened } from './opened.ts';

interface Written {
  type: string;
  subject: string;
  data: Record<string, unknown>;
}

const MINUTE = 60_000;

describe.each(databases)('what becomes of grants, written down for webhooks on $name', (kind) => {
  const ring = newRing();
  const log = capturingLog();
  let opened: Opened;
  let grants: Grants;
  let events: GrantEvents;
  const emitted: GrantEvent[] = [];

  beforeAll(async () => {
    opened = await openFresh(kind);
    events = new GrantEvents(log.log, new Outbox(opened.database));
    events.subscribe((event) => void emitted.push(event));
    grants = new Grants(opened.database, ring, events);
    const wish = { url: 'https://receiver.example/', description: undefined, events: undefined };
    await new WebhookStore(opened.database, ring).add(wish, 'whsec_b25l');
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    emitted.length = 0;
    await opened.database.write('DELETE FROM webhook_deliveries RETURNING event_id');
  });

  /** All events so far, in the order in which they are delivered; they are forgotten then. */
  async function written(): Promise<Written[]> {
    const rows = await opened.database.write<{ type: string; subject: string; data: string; position: number }>(
      'DELETE FROM webhook_deliveries RETURNING type, subject, data, position',
    );
    return rows
      .sort((a, b) => a.position - b.position)
      .map(({ type, subject, data }) => ({ type, subject, data: JSON.parse(data) as Record<string, unknown> }));
  }
  const types = async (): Promise<string[]> => (await written()).map(({ type }) => type);

  async function lease({ grantId }: Holder) {
    const { generation, fence } = await grants.row({ grantId });
    const taken = await grants.refreshes.lease({ id: grantId, generation, fence }, 'test');
    if (taken === undefined) throw new Error('no lease');
    return taken;
  }
  const answer = async (holder: Holder, given: Partial<Granted> = {}) =>
    grants.refreshes.store(await lease(holder), '', granted(given), { refreshToken: 'refresh-1', reuseWindow: 0 });

  it('tells of linking, of the end, of recovery by linking anew, and of revocation', async () => {
    const holder = await grants.linked();
    const about = { grant_id: holder.grantId, user_id: holder.userId, provider: 'idp1' };
    expect(await written()).toEqual([{ type: 'grant.linked', subject: holder.grantId, data: about }]);

    expect(await grants.refreshes.markDead(await lease(holder), 'refused')).toBe(true);
    expect(await written()).toEqual([
      { type: 'grant.reauth_required', subject: holder.grantId, data: { ...about, reason: 'refused' } },
    ]);
    await grants.linked({ userId: holder.userId });
    expect(await types()).toEqual(['grant.linked', 'grant.recovered']);
    await grants.store.revoke(holder);
    await grants.store.revoke(holder);
    expect(await types()).toEqual(['grant.revoked']);
  });

  it('says nothing of a mark that came too late', async () => {
    const holder = await grants.linked();
    const late = await lease(holder);
    await grants.linked({ userId: holder.userId });
    await written();
    expect(await grants.refreshes.markDead(late, 'refused')).toBe(false);
    expect(await types()).toEqual([]);
  });

  it('tells of a late answer that revives a grant, and of an end that does not move', async () => {
    const holder = await grants.linked({}, { refreshExpiresAt: Date.now() + 60 * MINUTE });
    const late = await lease(holder);
    await grants.alter(holder, { status: 'reauth_required', reason: 'lost_rotation' });
    await written();
    const ends = Date.now() + 60 * MINUTE;
    await grants.alter(holder, { last_refreshed_at: Date.now() - 30 * MINUTE, refresh_expires_at: ends });
    const given = granted({ refreshToken: 'refresh-2', refreshExpiresAt: ends, nextRefreshAt: ends - 20 * MINUTE });
    await grants.refreshes.store(late, '', given, { refreshToken: 'refresh-1', reuseWindow: 0 });
    expect(await written()).toMatchObject([
      { type: 'grant.recovered' },
      { type: 'grant.expiring', data: { ends_at: Math.floor(ends / 1000) } },
    ]);
    expect(emitted.map(({ type }) => type)).toEqual(['recovered', 'expiring']);
  });

  it('says nothing of an answer that changes nothing', async () => {
    const holder = await grants.linked();
    await written();
    expect(await answer(holder)).toBe('stored');
    expect(await types()).toEqual([]);
  });

  it('tells of a grant that ends with its access token', async () => {
    const holder = await grants.linked({}, { refreshToken: undefined });
    await written();
    const { generation } = await grants.row(holder);
    await grants.refreshes.markExpired({ id: holder.grantId, generation });
    await grants.refreshes.markExpired({ id: holder.grantId, generation });
    expect(await written()).toMatchObject([{ type: 'grant.reauth_required', data: { reason: 'expired' } }]);
    expect(emitted).toMatchObject([{ type: 'reauth_required', reason: 'expired', grantId: holder.grantId }]);
  });

  it('tells of an imported token when it is somebody’s grant, not before', async () => {
    const imports = new ImportStore(opened.database, grants.vault, events);
    const userId = await addUser(opened.database);
    const token = { userId, provider: 'idp1', scope: 'openid', ownLabel: undefined };
    const dead = (await imports.put({ ...token, refreshToken: 'dead' }))!;
    expect(await grants.refreshes.markDead(await lease(dead), 'refused')).toBe(true);
    const good = (await imports.put({ ...token, refreshToken: 'good' }))!;
    expect(await types()).toEqual([]);
    await imports.settle(good, { account: 'a', label: null });
    expect(await written()).toMatchObject([{ type: 'grant.linked', subject: good.grantId }]);
  });

  it('never costs a token: what cannot be written down is in the log alone', async () => {
    const holder = await grants.linked();
    const late = await lease(holder);
    await grants.alter(holder, { status: 'reauth_required', reason: 'lost_rotation' });
    await opened.database.write('ALTER TABLE webhook_deliveries RENAME TO webhook_deliveries_away');
    try {
      const spent = { refreshToken: 'refresh-1', reuseWindow: 0 };
      expect(await grants.refreshes.store(late, '', granted({ refreshToken: 'refresh-2' }), spent)).toBe('stored');
      expect(await grants.refreshToken(holder)).toBe('refresh-2');
      expect(await grants.refreshes.markDead(await lease(holder), 'refused')).toBe(true);
      const { grantId } = await grants.linked({ userId: holder.userId }, { refreshToken: 'refresh-3' });
      expect(await grants.refreshToken({ ...holder, grantId })).toBe('refresh-3');
      expect(await grants.store.revoke(holder)).toMatchObject({ refreshToken: 'refresh-3' });
    } finally {
      await opened.database.write('ALTER TABLE webhook_deliveries_away RENAME TO webhook_deliveries');
    }
    expect(log.text().match(/could not be written down for webhooks/g)).toHaveLength(5);
  });
});
