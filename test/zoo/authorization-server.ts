import { createHash } from 'node:crypto';
import type { Answer, Json } from '../support/identity-provider/answers.ts';
import type { Call } from '../support/identity-provider/calls.ts';
import type { Signer } from '../support/identity-provider/signer.ts';
import { Devices } from './devices.ts';
import { Clock, Ledger, Refusal } from './ledger.ts';
import type { Grant, Person, Reason, Token } from './ledger.ts';

/** A request as a family reads it. */
export interface Asked extends Call {
  path: string;
  query: URLSearchParams;
  /** The body, when it is a JSON object. */
  json: Json | undefined;
  /** The body's parameters, be it a form or JSON. */
  params: URLSearchParams;
  /** Which of the server's own addresses was called. */
  origin: string;
}

export type EndpointName =
  'authorize' | 'token' | 'refresh' | 'exchange' | 'revoke' | 'userinfo' | 'device' | 'discovery' | 'jwks';

type Handler = (asked: Asked, server: AuthorizationServer) => Answer | Promise<Answer>;

/** The wire behaviour of a kind of provider. */
export interface Family {
  readonly name: string;
  /** The public pages that it is written from. */
  readonly documentation: readonly string[];
  /** Where its endpoints are, and what they do. A path is its own, `{client_id}` filled in. */
  readonly endpoints: Partial<Record<EndpointName, { path: string; handle: Handler }>>;
  /** How it says no. */
  readonly refuse: (reason: Reason, asked: Asked) => Answer;
  /** Scopes that it would know, as its clients write them. */
  readonly scopes: readonly string[];
  /** Whether it signs ID tokens. */
  readonly openid?: boolean;
  /** How many addresses it has: regional hosts. */
  readonly doors?: number;
}

/** A registered client of a server, which has only one. */
export interface Client {
  id: string;
  secret: string;
  /** Those registered; any when undefined. */
  redirectUris: readonly string[] | undefined;
}

/** What the person at `/authorize` decides, without being shown a page. */
export interface Consent {
  deny?: boolean;
  /** Allows these only. */
  scopes?: readonly string[];
}

interface Authorization {
  /** What is asked for, taken apart. */
  scope: readonly string[];
  /** Default: true. */
  offline?: boolean;
  /** true: the request need not say `response_type=code`. */
  codeOnly?: boolean;
  /** What a client id is called here. */
  clientId?: string;
  /** A code of this form; else random. */
  code?: string;
  /** Goes back to the client beside the code. */
  callback?: Record<string, string>;
  /** Goes back beside `error=access_denied`. */
  denial?: Record<string, string>;
}

interface Credentials {
  id: string | null;
  secret: string | null;
}

/** What all families have in common: one client, people who decide at once, codes and tokens. Wire formats are theirs. */
export class AuthorizationServer {
  readonly clock = new Clock();
  readonly ledger = new Ledger(this.clock);
  readonly devices = new Devices(this.clock);
  readonly client: Client;
  person: Person;
  consent: Consent = {};
  /** Its addresses; most have one. */
  origins: string[] = [];
  readonly #signer: Signer | undefined;

  constructor(client: Client, person: Person, signer?: Signer) {
    this.client = client;
    this.person = person;
    this.#signer = signer;
  }

  get origin(): string {
    return this.origins[0] ?? '';
  }

  get signer(): Signer {
    if (!this.#signer) throw new Error('this family signs nothing');
    return this.#signer;
  }

  /** The authorization endpoint: the person has decided already, and the browser goes back. */
  authorize(asked: Asked, request: Authorization): Answer {
    const { query } = asked;
    const { scope, clientId = 'client_id', callback = {}, denial = {} } = request;
    const target = query.get('redirect_uri') ?? this.client.redirectUris?.[0] ?? '';
    if (query.get(clientId) !== this.client.id) return page(400, 'no such client');
    if (!URL.canParse(target) || this.client.redirectUris?.includes(target) === false) {
      return page(400, 'redirect_uri is not registered');
    }
    const state = query.get('state');
    const back = (params: Record<string, string>): Answer => {
      const url = new URL(target);
      for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
      if (state !== null) url.searchParams.set('state', state);
      return redirect(url.href);
    };
    if (!request.codeOnly && query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' });
    if (this.consent.deny) return back({ error: 'access_denied', ...denial });
    const { scopes } = this.consent;
    const allowed = scopes ? scope.filter((one) => scopes.includes(one)) : scope;
    const { offline = true } = request;
    const code = this.ledger.open({ person: this.person, scope: allowed, asked: query, offline }, request.code);
    return back({ code, ...callback });
  }

  /** Whether this person has a living grant from before. */
  knows(person: Person): boolean {
    return this.ledger.tokens.some(({ grant }) => grant.person.id === person.id && grant.alive);
  }

  /** Client id and secret in an `Authorization: Basic` header, form-encoded (RFC 6749, section 2.3.1). */
  basic({ headers }: Asked): Credentials {
    const text = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (text === undefined) return { id: null, secret: null };
    const [id = '', ...rest] = Buffer.from(text, 'base64').toString().split(':');
    return { id: formDecoded(id), secret: formDecoded(rest.join(':')) };
  }

  authenticate({ id, secret }: Credentials): void {
    if (id !== this.client.id) throw new Refusal('client');
    if (secret !== this.client.secret) throw new Refusal('secret');
  }

  /** By Basic where the header is there, else by the named parameters. */
  authenticateEither(asked: Asked, params = asked.params): void {
    const byParams = { id: params.get('client_id'), secret: params.get('client_secret') };
    this.authenticate(asked.headers.authorization === undefined ? byParams : this.basic(asked));
  }

  /** The grant that `code` stands for, once redirect URI and PKCE verifier have proved right. */
  redeem(params: URLSearchParams): Grant {
    const code = params.get('code') ?? '';
    const begun = this.ledger.grantOf(code)?.asked;
    if (begun?.has('redirect_uri') && params.get('redirect_uri') !== begun.get('redirect_uri')) {
      throw new Refusal('redirect_uri');
    }
    const challenge = begun?.get('code_challenge');
    const verifier = params.get('code_verifier') ?? '';
    if (challenge && createHash('sha256').update(verifier).digest('base64url') !== challenge) {
      throw new Refusal('verifier');
    }
    return this.ledger.redeem(code);
  }

  /** The grant of the refresh token that is spent hereby. */
  spend(params: URLSearchParams): Grant {
    const token = this.ledger.refreshToken(params.get('refresh_token'));
    this.ledger.spend(token);
    return token.grant;
  }

  /** The grant that a code or a refresh token stands for, by what the request is. */
  exchange({ endpoint, params }: Asked): Grant {
    if (endpoint === 'code') return this.redeem(params);
    if (endpoint !== 'refresh') throw new Refusal('grant_type');
    return this.spend(params);
  }

  /** The grant of a device, once a person has allowed it (RFC 8628). */
  poll({ params }: Asked): Grant {
    const scope = this.devices.poll(params.get('device_code'));
    return this.ledger.grant({ person: this.person, scope, asked: new URLSearchParams(), offline: true });
  }

  /** The living access token of `Authorization: Bearer …`, or of another scheme. */
  bearer({ headers }: Asked, scheme = 'Bearer'): Token {
    const [given, value] = (headers.authorization ?? '').split(' ');
    if (given?.toLowerCase() !== scheme.toLowerCase()) throw new Refusal('token');
    return this.ledger.accessToken(value ?? '');
  }

  /** A signed ID token for the client, good for an hour. `claims` say at least `iss` and `sub`. */
  idToken({ asked }: Grant, claims: Json): Promise<string> {
    const nonce = asked.get('nonce') ?? undefined;
    return this.signer.sign({ aud: this.client.id, nonce, iat: this.seconds, exp: this.seconds + 3600, ...claims }, {});
  }

  publicKeys(): Answer {
    const { kty, n, e, kid, alg, use } = this.signer.privateJwk;
    return json(200, { keys: [{ kty, n, e, kid, alg, use }] });
  }

  /** Seconds since 1970. */
  get seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }
}

export function json(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

export function redirect(to: string): Answer {
  return { status: 302, headers: { location: to }, body: '' };
}

export function empty(status: number): Answer {
  return { status, headers: {}, body: '' };
}

export function page(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `<html><body>${text}</body></html>` };
}

/** A list of scopes taken apart; nothing for nothing. */
export function scopesOf(text: string | null, separator: string | RegExp = ' '): string[] {
  return (text ?? '').split(separator).filter((scope) => scope !== '');
}

function formDecoded(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}
