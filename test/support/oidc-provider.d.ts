/** The part of oidc-provider 9 that the identity provider for tests uses; the package ships no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type Payload = Record<string, unknown>;

  /** Where the provider keeps one kind of its rows (`Session`, `Grant`, `RefreshToken`, …). It awaits each answer. */
  export interface Adapter {
    upsert(id: string, payload: Payload, expiresIn?: number): void;
    find(id: string): Payload | undefined;
    findByUid(uid: string): Payload | undefined;
    findByUserCode(userCode: string): Payload | undefined;
    consume(id: string): void;
    destroy(id: string): void;
    revokeByGrantId(grantId: string): void;
  }

  export interface KoaContext {
    type: string;
    body: unknown;
    /** A request header; empty when it is not there. */
    get(header: string): string;
  }

  export interface TokenSource {
    accountId: string;
    scopes: Set<string>;
  }

  export interface ClientModel {
    clientId: string;
    clientName?: string;
    grantTypeAllowed(grantType: string): boolean;
  }

  export interface GrantModel {
    rejected: unknown;
    addOIDCScope(scope: string): void;
    addOIDCClaims(claims: string[]): void;
    addResourceScope(resource: string, scope: string): void;
    rejectOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface RefreshTokenModel {
    grantId: string;
    consumed?: number;
    isExpired: boolean;
  }

  export interface Interaction {
    uid: string;
    prompt: {
      name: string;
      details: {
        missingOIDCScope?: string[];
        missingOIDCClaims?: string[];
        missingResourceScopes?: Record<string, string[]>;
      };
    };
    params: { client_id: string; scope?: string; login_hint?: string };
    session?: { accountId: string };
    grantId?: string;
  }

  export type InteractionResult =
    { login: { accountId: string } } | { consent: { grantId: string } } | { error: string; error_description: string };

  export interface Configuration {
    adapter: (model: string) => Adapter;
    [setting: string]: unknown;
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    Client: { find(id: string): Promise<ClientModel | undefined> };
    Grant: {
      new (owner: { accountId: string; clientId: string }): GrantModel;
      find(id: string): Promise<GrantModel | undefined>;
    };
    RefreshToken: { find(token: string): Promise<RefreshTokenModel | undefined> };
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
    interactionFinished(
      req: IncomingMessage,
      res: ServerResponse,
      result: InteractionResult,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
