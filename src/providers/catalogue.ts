import { Problem } from '../problem/problem.ts';
import type { Provider } from './provider.ts';

/** The configured providers, in the order of `TOKEN_PROVIDERS`. */
export class ProviderCatalogue {
  readonly all: readonly Provider[];
  private readonly byId: ReadonlyMap<string, Provider>;

  constructor(providers: readonly Provider[]) {
    this.all = providers;
    this.byId = new Map(providers.map((provider) => [provider.id, provider]));
  }

  find(id: string): Provider | undefined {
    return this.byId.get(id);
  }

  /** @throws Problem `unknown_provider` */
  get(id: string): Provider {
    const provider = this.find(id);
    if (provider === undefined) throw new Problem('unknown_provider', 'There is no provider of this name.');
    return provider;
  }
}
