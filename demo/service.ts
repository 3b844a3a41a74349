import type { IdentityProvider } from '../test/support/identity-provider.ts';
import { z } from 'zod';
import { expectThat } from './expect.ts';

const token = z.object({ access_token: z.string(), expires_in: z.number().nullable() });
const problem = z.object({ code: z.string().optional() }).catch({});

export interface Reply {
  status: number;
  body: unknown;
}

/** A service that works for Alice: it bears an access token of the login issuer, and never sees a refresh token. */
export class Service {
  readonly #base: string;
  readonly #bearer: string;

  constructor(base: string, bearer: string) {
    this.#base = base;
    this.#bearer = bearer;
  }

  async ask(path: string): Promise<Reply> {
    return get(`${this.#base}${path}`, this.#bearer);
  }

  /** A fresh access token of Alice at a provider, and nothing about how it came to be fresh. */
  async tokenOf(provider: string): Promise<string> {
    const { status, body } = await this.ask(`/api/v1/${provider}/token`);
    expectThat(`the store's answer about ${provider}`, outcome(status, body), '200');
    return token.parse(body).access_token;
  }
}

/** What a provider says of the person whose token this is. */
export async function profileAt({ endpoints }: IdentityProvider, accessToken: string): Promise<Reply> {
  return get(endpoints.userinfo, accessToken);
}

/** The status, with a problem's code: `200`, `400 state_invalid`. */
export function outcome(status: number, body: unknown): string {
  const { code } = problem.parse(body);
  return [status, code].filter((part) => part !== undefined).join(' ');
}

async function get(url: string, bearer: string): Promise<Reply> {
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${bearer}` },
    signal: AbortSignal.timeout(20_000),
  });
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const text = await answer.text();
  return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : undefined };
}
