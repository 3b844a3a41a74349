import { setTimeout as pause } from 'node:timers/promises';
import { answers, Dropped, tooManyRequests } from '../support/faults.ts';
import type { Answer } from '../support/identity-provider/answers.ts';
import { jsonOf, withJson } from '../support/identity-provider/answers.ts';
import type { Call } from '../support/identity-provider/calls.ts';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.ts';
import { Browser } from '../support/browser.ts';
import { Ledger, type Presentation } from './ledger.ts';
import type { Random } from './random.ts';

export const CLIENT = { client_id: 'store', client_secret: 'store-secret, with a comma' };
const REDIRECT_URI = 'http://127.0.0.1:9/callback';
const LONGEST_FLOW = 20_000;

/** What may befall a refresh, and how often in a thousand. `none` is the rest. */
export const FAULTS = {
  'request late': 25,
  'answer late': 25,
  'answer after 12 s': 1,
  'request dropped': 8,
  'answer dropped': 4,
  'answer garbled': 3,
  '502 after processing': 2,
  '500 page': 5,
  '403 page': 2,
  '429': 8,
  invalid_client: 2,
  'garbage without processing': 4,
} as const;
type Fault = keyof typeof FAULTS | 'none';

const INSTEAD: Partial<Record<Fault, Answer>> = {
  '500 page': answers.serverErrorHtml,
  '403 page': answers.forbiddenHtml,
  '429': tooManyRequests(1),
  invalid_client: answers.invalidClient,
  'garbage without processing': answers.garbage,
};

export interface ProviderOptions {
  /** Milliseconds through which a spent refresh token brings the same answer again; 0: strict. */
  reuseWindow: number;
  random: Random;
  /** A refresh arrived, or was processed, for the life that sent it: the driver may kill it now. */
  onWire: (moment: 'sent' | 'answered', life: string) => void;
}

/** A real oidc-provider that rotates strictly, with faults in front of it and a ledger of all it gave and got. */
export class ChaosProvider {
  readonly ledger = new Ledger();
  readonly faults = new Map<string, number>();
  /** While false, nothing goes wrong. */
  mischief = false;
  private readonly idp: IdentityProvider;
  private readonly options: ProviderOptions;
  private readonly heldBack = new Map<number, number>();
  private readonly remembered = new Map<string, { answer: Promise<Answer>; until: number }>();

  private constructor(idp: IdentityProvider, options: ProviderOptions) {
    this.idp = idp;
    this.options = options;
    idp.intercept.always('refresh', (call, forward) => this.meet(call, forward));
  }

  static async start(options: ProviderOptions): Promise<ChaosProvider> {
    const idp = await startIdentityProvider({
      rotation: 'strict',
      accessTokenTtl: 2,
      clients: [{ ...CLIENT, redirect_uris: [REDIRECT_URI] }],
    });
    return new ChaosProvider(idp, options);
  }

  get issuer(): string {
    return this.idp.issuer;
  }

  /** A person consents once more: a chain of refresh tokens of its own. */
  async consent(grant: number): Promise<{ refreshToken: string; accessToken: string; issuedAt: number }> {
    const browser = new Browser();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT.client_id,
      redirect_uri: REDIRECT_URI,
      scope: 'openid offline_access',
      prompt: 'consent',
      state: 'any',
    });
    const page = await browser.walk(
      `${this.idp.endpoints.authorization}?${query.toString()}`,
      { login: 'alice' },
      { stopBefore: REDIRECT_URI },
    );
    const issuedAt = Date.now();
    const answer = await fetch(this.idp.endpoints.token, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${CLIENT.client_id}:${encodeURIComponent(CLIENT.client_secret)}`)}`,
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(page.location ?? '').searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
      }),
      signal: AbortSignal.timeout(LONGEST_FLOW),
    });
    const tokens = (await answer.json()) as Record<string, unknown>;
    const { refresh_token: refreshToken, access_token: accessToken } = tokens;
    if (typeof refreshToken !== 'string' || typeof accessToken !== 'string') {
      throw new Error(`no tokens from the provider: ${JSON.stringify(tokens)}`);
    }
    this.ledger.issued(grant, refreshToken, accessToken);
    return { refreshToken, accessToken, issuedAt };
  }

  /** The grant's next answer comes so late, and its token then lives for an hour from the request. */
  holdBack(grant: number, milliseconds: number): void {
    this.heldBack.set(grant, milliseconds);
  }

  /** Whether the provider would take it for what it is: the newest of a living chain. */
  async isLive(refreshToken: string): Promise<boolean> {
    return this.idp.liveRefreshToken(refreshToken);
  }

  async outage(milliseconds: number): Promise<void> {
    this.ledger.cut();
    await this.idp.goDown();
    await pause(milliseconds);
    await this.idp.comeUp();
  }

  async close(): Promise<void> {
    await this.idp.close();
  }

  private async meet(call: Call, forward: () => Promise<Answer>): Promise<Answer> {
    const presentation = this.ledger.presented(call.form.get('refresh_token') ?? '', call.form.get('replica') ?? '');
    this.options.onWire('sent', presentation.life);
    const fault = this.mischief ? this.draw() : 'none';
    if (fault !== 'none') {
      presentation.fault = fault;
      this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    }
    try {
      return await this.suffer(fault, presentation, () => this.process(presentation, forward));
    } finally {
      presentation.deliveredAt = Date.now();
      if (presentation.cutAt !== undefined) presentation.delivered = 'lost';
    }
  }

  private draw(): Fault {
    const all = Object.values(FAULTS).reduce((sum, weight) => sum + weight, 0);
    return this.options.random.weighted<Fault>({ ...FAULTS, none: 1000 - all });
  }

  private async suffer(fault: Fault, presentation: Presentation, process: () => Promise<Answer>): Promise<Answer> {
    const { random } = this.options;
    const instead = INSTEAD[fault];
    if (instead !== undefined) {
      presentation.delivered = 'other';
      return instead;
    }
    if (fault === 'request dropped') {
      presentation.delivered = 'other';
      throw new Dropped();
    }
    if (fault === 'request late') await pause(random.between(100, 3_000));
    const answer = await process();
    const late = this.heldBack.get(presentation.grant);
    if (late !== undefined) {
      this.heldBack.delete(presentation.grant);
      await pause(late);
      presentation.delivered = 'whole';
      return withJson(answer, { ...jsonOf(answer), expires_in: 3600 });
    }
    if (fault === 'answer late') await pause(random.between(100, 3_000));
    if (fault === 'answer after 12 s') await pause(12_000);
    const spoiled = fault === 'answer dropped' || fault === 'answer garbled' || fault === '502 after processing';
    presentation.delivered = spoiled ? 'lost' : 'whole';
    if (fault === 'answer dropped') throw new Dropped();
    if (fault === 'answer garbled') return { ...answer, body: answer.body.toString().slice(0, 40) };
    return fault === '502 after processing' ? { ...answers.serverErrorHtml, status: 502 } : answer;
  }

  /** By the provider itself; or, within the reuse window, the same answer as the first time. */
  private async process(presentation: Presentation, forward: () => Promise<Answer>): Promise<Answer> {
    const { token } = presentation;
    const known = this.remembered.get(token);
    if (known !== undefined && Date.now() < known.until) {
      presentation.outcome = 'repeated';
      presentation.processedAt = Date.now();
      return known.answer;
    }
    const answering = forward();
    const { reuseWindow } = this.options;
    if (reuseWindow > 0) this.remembered.set(token, { answer: answering, until: Date.now() + reuseWindow });
    const answer = await answering;
    const json = jsonOf(answer) ?? {};
    presentation.processedAt = Date.now();
    presentation.outcome = answer.status === 200 ? 'ok' : JSON.stringify(json['error'] ?? answer.status);
    if (answer.status !== 200) this.remembered.delete(token);
    const { refresh_token: next, access_token: accessToken } = json;
    if (typeof next === 'string' && typeof accessToken === 'string') {
      presentation.next = next;
      this.ledger.issued(presentation.grant, next, accessToken);
    }
    this.options.onWire('answered', presentation.life);
    return answer;
  }
}
