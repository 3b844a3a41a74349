import { z } from 'zod';
import { Browser } from '../test/support/browser.ts';
import { ensure, expectThat } from './expect.ts';
import { ALICE, halfLifeOver, lastSpent, SKYLARK_TTL, type ExampleProvider, type ProviderId } from './providers.ts';
import { outcome, profileAt, Service } from './service.ts';
import type { Scene } from './stage.ts';

/** Something that happens, in a line for the reader, with the command that does the same. */
export interface Step {
  says: string;
  curl: string;
  happens: () => Promise<void>;
}

const CROWD = 20;

const authorizations = z.array(z.object({ provider: z.string(), active: z.boolean() }));
const person = z.object({ email: z.string() });

/** The main job: sign in once, connect once, then only ask for tokens. */
export function mainJob(scene: Scene): Step[] {
  const { skylark, pebble } = scene.providers;
  const job = new MainJob(scene);
  return [
    job.signIn(),
    job.nothingIsConnected(),
    job.connect(skylark),
    job.connect(pebble),
    job.useToken(pebble),
    job.useToken(skylark),
    job.renewForACrowd(skylark),
    job.rotated(skylark),
    job.replayCallback(skylark),
    job.revoke(pebble),
    job.connectAgain(pebble),
  ];
}

class MainJob {
  readonly #base: string;
  readonly #browser = new Browser();
  readonly #service: Service;
  /** The addresses that brought Alice back from a provider, and the tokens that the service has last used there. */
  readonly #callbacks = new Map<ProviderId, string>();
  readonly #used = new Map<ProviderId, string>();

  constructor({ store, bearer }: Scene) {
    this.#base = store.base;
    this.#service = new Service(store.base, bearer);
  }

  signIn(): Step {
    return {
      says: 'Alice signs in with her browser, at Example Login.',
      curl: this.#curl('/api/whoami'),
      happens: async () => {
        const page = await this.#browser.walk(`${this.#base}/api/oidc/login?return_url=/api/whoami`, ALICE);
        expectThat('the page after signing in', page.url, `${this.#base}/api/whoami`);
        expectThat('the person signed in', person.parse(JSON.parse(page.body)).email, ALICE.email);
      },
    };
  }

  nothingIsConnected(): Step {
    return {
      says: 'She has connected nothing yet: both providers are listed, both inactive.',
      curl: this.#curl('/api/v1.0/authorizations'),
      happens: async () => this.#expectActive({ skylark: false, pebble: false }),
    };
  }

  connect(provider: ExampleProvider): Step {
    return {
      says: `She connects ${provider.name}: consents there once, and is back at the store.`,
      curl: this.#curl(`/api/v1.0/${provider.id}/authorize`, '-i -X POST'),
      happens: async () => this.#connect(provider),
    };
  }

  useToken(provider: ExampleProvider): Step {
    return {
      says: `A service asks the store for her ${provider.name} token and reads her profile there with it.`,
      curl: this.#curl(`/api/v1/${provider.id}/token`),
      happens: async () => this.#useToken(provider),
    };
  }

  renewForACrowd(provider: ExampleProvider): Step {
    return {
      says: `After half of that token's ${SKYLARK_TTL} s, ${CROWD} ask at once: one call to the provider, a new token for all.`,
      curl: `curl -Z -H "$AUTH" "${this.#base}/api/v1/${provider.id}/token?[1-${CROWD}]"`,
      happens: async () => {
        const before = provider.calls.refresh;
        await halfLifeOver(provider);
        const asking = Array.from({ length: CROWD }, () => this.#service.tokenOf(provider.id));
        const tokens = new Set(await Promise.all(asking));
        expectThat('calls to the provider', provider.calls.refresh - before, 1);
        expectThat('the number of different tokens', tokens.size, 1);
        ensure('that it is a new token', !tokens.has(this.#used.get(provider.id) ?? ''));
      },
    };
  }

  rotated(provider: ExampleProvider): Step {
    return {
      says: 'That call rotated the refresh token: the old one is dead, the next renewal spends the new one.',
      curl: this.#curl(`/api/v1/${provider.id}/token`),
      happens: async () => {
        const spent = lastSpent(provider);
        ensure('that the provider refuses the spent refresh token', !(await provider.liveRefreshToken(spent)));
        await halfLifeOver(provider);
        await this.#useToken(provider);
        ensure('that another refresh token was spent now', lastSpent(provider) !== spent);
        expectThat('grants alive at the provider', provider.grantsAlive(), 1);
      },
    };
  }

  replayCallback(provider: ExampleProvider): Step {
    return {
      says: `The address that brought her back from ${provider.name} is opened once more: refused.`,
      curl: this.#curl(`/api/v1.0/${provider.id}/redirect_uri?code=used&state=used`),
      happens: async () => {
        const { status, data } = await this.#browser.json(this.#callbacks.get(provider.id) ?? '');
        expectThat('the second answer', outcome(status, data), '400 state_invalid');
        await this.#expectActive({ skylark: true, pebble: true });
      },
    };
  }

  revoke(provider: ExampleProvider): Step {
    const path = `/api/v1.0/${provider.id}/revoke`;
    return {
      says: `She disconnects ${provider.name}: inactive, no more tokens, and the last one is dead there too.`,
      curl: this.#curl(path, '-X POST'),
      happens: async () => {
        const lastToken = this.#used.get(provider.id) ?? '';
        expectThat('the last token, before', (await profileAt(provider, lastToken)).status, 200);
        const { status } = await this.#browser.json(`${this.#base}${path}`, { method: 'POST' });
        expectThat('the answer to revoking', status, 200);
        await this.#expectActive({ skylark: true, pebble: false });
        const { status: refusal, body } = await this.#service.ask(`/api/v1/${provider.id}/token`);
        expectThat('the answer to the service', outcome(refusal, body), '400 not_linked');
        expectThat('the last token, afterwards', (await profileAt(provider, lastToken)).status, 401);
        expectThat('grants alive at the provider', provider.grantsAlive(), 0);
      },
    };
  }

  connectAgain(provider: ExampleProvider): Step {
    return {
      ...this.connect(provider),
      says: `She connects ${provider.name} again, so that both are yours to try.`,
      happens: async () => {
        await this.#connect(provider);
        await this.#useToken(provider);
        await this.#expectActive({ skylark: true, pebble: true });
      },
    };
  }

  async #connect({ id, grantsAlive }: ExampleProvider): Promise<void> {
    const url = `${this.#base}/api/v1.0/${id}/authorize?return_url=/api/whoami`;
    const page = await this.#browser.walk(url, ALICE);
    expectThat('the page after consent', page.url, `${this.#base}/api/whoami?linked=${id}`);
    expectThat('grants alive at the provider', grantsAlive(), 1);
    this.#callbacks.set(id, page.hops.find((hop) => hop.url.includes('/redirect_uri?'))?.url ?? '');
  }

  async #useToken(provider: ExampleProvider): Promise<void> {
    const token = await this.#service.tokenOf(provider.id);
    const { status, body } = await profileAt(provider, token);
    expectThat('the answer of the provider', status, 200);
    expectThat('whose profile it is', person.parse(body).email, ALICE.email);
    this.#used.set(provider.id, token);
  }

  async #expectActive(expected: Record<ProviderId, boolean>): Promise<void> {
    const { status, data } = await this.#browser.json(`${this.#base}/api/v1.0/authorizations`);
    expectThat('the list of providers', status, 200);
    const active = authorizations.parse(data).map((entry) => [entry.provider, entry.active]);
    expectThat('who is active', Object.fromEntries(active), expected);
  }

  #curl(path: string, flags?: string): string {
    const url = `${this.#base}${path}`;
    return ['curl', flags, '-H "$AUTH"', url.includes('?') ? `"${url}"` : url].filter(Boolean).join(' ');
  }
}
