import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../parts/audit-sentence.ts';
import { fold } from './fold.ts';

const NOON = new Date(2026, 10, 20, 12).getTime() / 1000;
const HOUR = 3600;

function event(id: string, at: number, told: Partial<AuditEvent> = {}): AuditEvent {
  return {
    ...{ id, at, action: 'token', outcome: 'given', user_id: 'u', provider: 'github', grant_id: 'g', subject: null },
    ...{ scope: 'read', request_id: id, address: '192.0.2.1' },
    actor: { kind: 'user', id: 'u', via: 'api-key', key_id: 'k' },
    ...told,
  };
}

function ids(events: readonly AuditEvent[]): string[][][] {
  return fold(events).map(({ deeds }) => deeds.map((deed) => deed.events.map(({ id }) => id)));
}

describe('activity', () => {
  it('has a deed for all that differs in time and address alone, even where others come between', () => {
    const other = { provider: 'gitlab' };
    const events = [
      event('5', NOON + 4),
      event('4', NOON + 3, other),
      event('3', NOON + 2, { address: '192.0.2.9' }),
      event('2', NOON + 1, other),
      event('1', NOON),
    ];
    expect(ids(events)).toEqual([
      [
        ['5', '3', '1'],
        ['4', '2'],
      ],
    ]);
  });

  it.each<[string, Partial<AuditEvent>]>([
    ['another outcome', { outcome: 'reauth_required' }],
    ['another account', { grant_id: 'other' }],
    ['another key', { actor: { kind: 'user', id: 'u', via: 'api-key', key_id: 'other' } }],
    ['other scopes', { scope: 'write' }],
    ['another thing', { subject: 'x' }],
  ])('has a deed of its own for %s', (_, told) => {
    expect(ids([event('2', NOON + 1, told), event('1', NOON)])).toEqual([[['2'], ['1']]]);
  });

  it('begins anew with each day of the reader', () => {
    const events = [event('3', NOON), event('2', NOON - 12 * HOUR), event('1', NOON - 12 * HOUR - 1)];
    expect(ids(events)).toEqual([[['3', '2']], [['1']]]);
    expect(fold(events).map(({ start }) => start)).toEqual([
      new Date(2026, 10, 20).getTime(),
      new Date(2026, 10, 19).getTime(),
    ]);
  });

  it('has no day without events', () => expect(fold([])).toEqual([]));
});
