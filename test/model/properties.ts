import { moves } from './around.ts';
import { chainOf, isChainAlive, takes } from './provider-model.ts';
import type { Limits, Rules, World } from './world.ts';

/** What must hold at every moment. @returns what is broken */
export function isSafe(world: World): string | undefined {
  const { row, provider } = world;
  if (world.broken !== undefined) return world.broken;
  if (row.status === 'revoked' && row.refreshToken !== null) return '(e) a revoked grant has a refresh token';
  if (row.refreshToken !== null && chainOf(row.refreshToken) !== world.chain) {
    return '(e) the new link’s refresh token was overwritten';
  }
  if (row.leaseExpiresAt !== null && (row.leaseOwner === null || row.attemptStartedAt === null)) {
    return '(f) a lease that nobody holds';
  }
  const answersAgain = provider.kind === 'constant' || (provider.kind === 'window' && provider.window === Infinity);
  const mayBeLost = world.answerLost && !answersAgain;
  if (row.refreshToken !== null && !mayBeLost && !isAlive(world)) {
    return '(a), (b) the grant is lost, and no answer was lost on the wire or in a crash';
  }
  return undefined;
}

/** Whether anything we have, or are being sent, would be taken by the provider. */
function isAlive({ row, holders, requests, provider, now }: World): boolean {
  const isGood = (token: string | null | undefined): boolean => token != null && takes(provider, token, now);
  if (isGood(row.refreshToken)) return true;
  return (
    holders.some(
      ({ phase, kept }) =>
        kept.some(({ tokens }) => isGood(tokens.refreshToken)) ||
        (phase.is === 'captured' && isGood(phase.tokens.refreshToken)),
    ) || requests.some(({ isOpen, answer }) => isOpen && typeof answer === 'object' && isGood(answer.refreshToken))
  );
}

/** What must hold when everything that was sure to come has come. @returns what is broken */
export function endsWell(world: World, rules: Rules, limits: Limits): string | undefined {
  const { row, holders, requests, provider, now } = world;
  const isQuiet = holders.every(({ phase, kept }) => phase.is === 'idle' && kept.length === 0) && requests.length === 0;
  if (!isQuiet) return '(f) somebody waits for ever';
  if (row.leaseExpiresAt !== null && row.leaseExpiresAt > now) return '(f) a lease is held for ever';
  if (row.status === 'revoked') {
    const isLeft = !world.answerLost && isChainAlive(provider, world.chain);
    return isLeft ? '(e) after the revocation a refresh token is alive at the provider' : undefined;
  }
  if (row.refreshToken === null) return undefined;
  const isGood = takes(provider, row.refreshToken, now);
  if (row.status === 'reauth_required') {
    if (isGood) return '(b) a grant that works is called dead';
    return row.reason === 'lost_rotation'
      ? undefined
      : `(b) the grant was lost to a lost answer, and is called ${row.reason}`;
  }
  const { row: later } = askOnceMore(world, rules, limits);
  if (isGood) return later.generation > row.generation ? undefined : '(f) a grant that works is not refreshed';
  return later.status === 'reauth_required' && later.reason === 'lost_rotation'
    ? undefined
    : `(b) the grant is lost, and ends ${later.status}, ${later.reason}`;
}

/** One more caller, much later, and nothing goes wrong. */
function askOnceMore(world: World, rules: Rules, limits: Limits): World {
  let at: World = { ...world, now: world.now + 200_000, wants: 1, mishapsLeft: 0 };
  for (let left = 50; left > 0; left -= 1) {
    const next = moves(at, rules, limits);
    const first =
      next.find(({ kind }) => kind === 'step' || kind === 'later') ?? next.find(({ kind }) => kind === 'want');
    if (first === undefined) return at;
    at = first.to;
  }
  return at;
}
