import { REPLAY_AFTER, TAKE_OVER_AFTER } from '../../src/grants/refresh/decisions.ts';
import type { RowLease } from './memory-refresh.store.ts';
import type { Holder, Phase, Request, World } from './world.ts';

/** Nothing is decided by how long ago something was, beyond this. */
const LONG_AGO = REPLAY_AFTER + 10_000;

/**
 * What a state is as far as its future goes: instants as distances from now, generations and fences as distances from the
 * row's. Two states with the same key go on alike.
 */
export function keyOf(world: World): string {
  const { row, provider, requests, holders, mishaps } = world;
  const ahead = (at: number | null): string => (at === null ? '-' : `${Math.max(at - world.now, -LONG_AGO)}`);
  const left = (at: number | null): string => (at === null || at <= world.now ? '-' : `${at - world.now}`);
  const leaseKey = ({ generation, fence, attemptStartedAt, unknownSince }: RowLease): string =>
    `g${row.generation - generation}f${row.fence - fence}a${ahead(attemptStartedAt)}${unknownSince === null ? '' : 'u'}`;
  const phaseKey = (phase: Phase): string => {
    if (phase.is === 'idle') return 'i';
    const seen = row.generation - phase.seen;
    switch (phase.is) {
      case 'looking':
        return `l${seen}`;
      case 'waiting':
        return `w${seen},${ahead(phase.patienceEnds)}`;
      case 'leasing': {
        const { token, generation, fence, failures } = phase.spends;
        return `t${seen},${token}g${row.generation - generation}f${row.fence - fence}x${failures},${ahead(phase.issued)}`;
      }
      case 'leased':
        return `h${seen},${phase.spends.token}x${phase.spends.failures},${ahead(phase.issued)}${leaseKey(phase.lease)}`;
      case 'sent':
        return `s${seen},x${phase.spends.failures}${ahead(phase.sentAt)}${leaseKey(phase.lease)}`;
      case 'captured':
        return `c${seen},${phase.tokens.accessToken}${leaseKey(phase.lease)}`;
      case 'putting down': {
        const { verdict } = phase;
        const how =
          verdict.kind === 'dead'
            ? verdict.reason
            : verdict.kind === 'narrowing-refused'
              ? ''
              : `${verdict.attempt}${verdict.error}${verdict.retryIn}`;
        return `p${seen},${how}${leaseKey(phase.lease)}`;
      }
    }
  };
  const holderKey = ({ phase, kept, stalledUntil, wasStalled, lateRenewal }: Holder): string =>
    `${phaseKey(phase)};${kept.map((k) => `${k.tokens.accessToken}${leaseKey(k.lease)}${k.isSpooled ? 's' : ''}`).join()};` +
    `${ahead(stalledUntil)}${wasStalled ? 'S' : ''}${lateRenewal === null ? '' : leaseKey(lateRenewal)}`;
  const requestKey = ({ holder, token, sentAt, isOpen, arrivesBy, answer, isLate }: Request): string =>
    `${holder}${token}${isLate ? 'L' : ''},${isOpen ? ahead(sentAt) : ''},${answer === undefined ? ahead(arrivesBy) : ''},` +
    (answer === undefined || answer === 'refused' ? `${answer}` : answer.accessToken);
  const chains = provider.chains.map(({ isDead, tokens }) => {
    const states = tokens.map((state) => {
      if (typeof state === 'string') return state[0];
      return provider.kind === 'window' && Number.isFinite(provider.window)
        ? Math.max(state - world.now, -provider.window - 1)
        : 's';
    });
    return `${isDead ? 'X' : ''}${states.join()}`;
  });
  return [
    ...[row.status, row.reason, left(row.leaseExpiresAt), row.leaseExpiresAt === null ? '' : ahead(row.leaseExpiresAt)],
    ...[row.leaseOwner === null ? '' : 'o', ahead(row.attemptStartedAt), row.unknownSince === null ? '' : 'u'],
    ...[left(row.retryAt), row.failures, row.refreshToken, row.accessToken, row.generation - row.accessGeneration],
    ...[holderKey(holders[0]), holderKey(holders[1]), requests.map(requestKey).sort().join('|'), chains.join('|')],
    world.databaseSince === null ? 'away' : Math.max(world.databaseSince - world.now, -TAKE_OVER_AFTER),
    ...[world.wants, world.mishapsLeft, Object.values(mishaps).join(), row.fence - world.newestLease],
    ...[world.chain, world.answerLost ? 'lost' : ''],
  ].join('/');
}
