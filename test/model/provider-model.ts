import type { Tokens } from './memory-refresh.store.ts';

/**
 * How a provider treats a refresh token that was spent: `strict` kills the chain (reuse detection); `refusing` refuses
 * that one request; `window` answers again for a while, with a sibling, and kills the chain afterwards; `constant` never
 * rotates and answers without a refresh token.
 */
export type ProviderKind = 'strict' | 'refusing' | 'window' | 'constant';

/** The refresh tokens that descend from one consent: fresh, spent at an instant, or revoked. */
interface Chain {
  readonly isDead: boolean;
  readonly tokens: readonly ('fresh' | 'revoked' | number)[];
}

export interface Provider {
  readonly kind: ProviderKind;
  /** Milliseconds through which `window` answers a spent token again. */
  readonly window: number;
  readonly chains: readonly Chain[];
}

export type Presented = { kind: 'tokens'; tokens: Tokens } | { kind: 'refused' };

/** The person consents: a new chain. Token `R2.0` is the first of the second chain. */
export function consent(provider: Provider): { provider: Provider; tokens: Tokens } {
  const chain: Chain = { isDead: false, tokens: ['fresh'] };
  return {
    provider: { ...provider, chains: [...provider.chains, chain] },
    tokens: { accessToken: `A${provider.chains.length}.0`, refreshToken: `R${provider.chains.length}.0` },
  };
}

/** A refresh token arrives. */
export function present(provider: Provider, token: string, now: number): { provider: Provider; presented: Presented } {
  const { chainAt, at } = place(token);
  const chain = provider.chains[chainAt];
  const state = chain?.tokens[at];
  if (chain === undefined || state === undefined || chain.isDead || state === 'revoked') {
    return { provider, presented: { kind: 'refused' } };
  }
  const isAgain = state !== 'fresh';
  if (isAgain && provider.kind === 'refusing') return { provider, presented: { kind: 'refused' } };
  if (isAgain && !(provider.kind === 'window' && now - state <= provider.window)) {
    return { provider: withChain(provider, chainAt, { ...chain, isDead: true }), presented: { kind: 'refused' } };
  }
  const next = chain.tokens.length;
  const accessToken = `A${chainAt}.${next}`;
  if (provider.kind === 'constant') {
    const grown: Chain = { ...chain, tokens: [...chain.tokens, 'revoked'] };
    return {
      provider: withChain(provider, chainAt, grown),
      presented: { kind: 'tokens', tokens: { accessToken, refreshToken: undefined } },
    };
  }
  const spent: Chain = { ...chain, tokens: [...chain.tokens.with(at, isAgain ? state : now), 'fresh'] };
  return {
    provider: withChain(provider, chainAt, spent),
    presented: { kind: 'tokens', tokens: { accessToken, refreshToken: `R${chainAt}.${next}` } },
  };
}

/** RFC 7009. A token that was spent already is unknown: nothing happens. */
export function revoke(provider: Provider, token: string): Provider {
  const { chainAt, at } = place(token);
  const chain = provider.chains[chainAt];
  if (chain?.tokens[at] !== 'fresh') return provider;
  return withChain(provider, chainAt, { ...chain, tokens: chain.tokens.with(at, 'revoked') });
}

/** Whether the provider would answer this token with new ones. */
export function takes(provider: Provider, token: string, now: number): boolean {
  const { chainAt, at } = place(token);
  const chain = provider.chains[chainAt];
  const state = chain?.tokens[at];
  if (chain === undefined || chain.isDead || state === undefined || state === 'revoked') return false;
  return state === 'fresh' || (provider.kind === 'window' && now - state <= provider.window);
}

/** Whether any token of a chain is good. */
export function isChainAlive({ chains }: Provider, chainAt: number): boolean {
  const chain = chains[chainAt];
  return chain !== undefined && !chain.isDead && chain.tokens.includes('fresh');
}

/** Which consent a token descends from. */
export function chainOf(token: string): number {
  return place(token).chainAt;
}

function place(token: string): { chainAt: number; at: number } {
  const dot = token.indexOf('.');
  return { chainAt: Number(token.slice(1, dot)), at: Number(token.slice(dot + 1)) };
}

function withChain(provider: Provider, at: number, chain: Chain): Provider {
  return { ...provider, chains: provider.chains.with(at, chain) };
}
