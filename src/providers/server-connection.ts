import * as oauth from 'openid-client';
import { importProofKey } from '../crypto/proof-key.ts';
import type { ProviderSettings } from '../settings/settings.ts';
import { authenticationOf } from './client-authentication.ts';
import type { GrantTies } from './grant-ties.ts';
import { NoAnswer, type Outbound, type OutboundAnswer, type OutboundRequest } from './outbound.ts';
import { ProofNonces } from './proof-nonces.ts';
import { inItsNames } from './request-dialect.ts';
import type { ServerMetadataSource } from './server-metadata.ts';
import { atHost } from './token-host.ts';

/** The client and all that departs from the standard, by the names of the settings. */
export type ClientKnobs = Omit<ProviderSettings, 'id'>;

export const CALL_TIMEOUT = 15_000;
/** Ours decide; the library's own must not end a call first. */
const LIBRARY_TIMEOUT_SECONDS = 600;

/** Which endpoint requests to the token endpoint go to, and who sends them. */
export interface Route extends GrantTies {
  tokenUrl?: string | undefined;
  fetch?: oauth.CustomFetch;
}

/** One server with one client at it: its metadata, the credentials in use, and the way there. */
export class ServerConnection {
  readonly knobs: ClientKnobs;
  private readonly metadata: ServerMetadataSource;
  private readonly outbound: Outbound;
  private readonly secrets: readonly string[];
  private readonly nonces = new ProofNonces();
  private secretInUse = 0;

  constructor(knobs: ClientKnobs, metadata: ServerMetadataSource, outbound: Outbound) {
    const { TLS_CERT: cert, TLS_KEY: key, CLIENT_SECRET, CLIENT_SECRET_NEXT } = knobs;
    this.knobs = knobs;
    this.metadata = metadata;
    this.outbound = cert === undefined || key === undefined ? outbound : outbound.showing({ cert, key });
    this.secrets = [CLIENT_SECRET, CLIENT_SECRET_NEXT].filter((secret) => secret !== undefined);
  }

  /** Names the client id and what it proves itself with; only ever kept as a digest. */
  get credentials(): string {
    const { CLIENT_ID, PRIVATE_KEY, TLS_CERT } = this.knobs;
    return JSON.stringify([CLIENT_ID, this.secret ?? PRIVATE_KEY ?? TLS_CERT ?? '']);
  }

  get secret(): string | undefined {
    return this.secrets[this.secretInUse];
  }

  /** How many secrets may be tried, one at least. */
  get tries(): number {
    return Math.max(1, this.secrets.length);
  }

  /** The secret in use was refused. */
  tryNextSecret(): void {
    this.secretInUse = (this.secretInUse + 1) % this.tries;
  }

  /** Whether the server has a name of its own that `iss` and ID tokens can be compared with. */
  get hasIssuer(): boolean {
    return this.metadata.hasIssuer;
  }

  /** @throws Problem `provider_unavailable` */
  async server(): Promise<oauth.ServerMetadata> {
    return this.metadata.get();
  }

  /** @throws NoAnswer */
  async request(
    url: string,
    request: Omit<OutboundRequest, 'timeout'> & { timeout?: number },
  ): Promise<OutboundAnswer> {
    const { REQUEST_HEADERS, PROPAGATE_TRACE: propagatesTrace } = this.knobs;
    const headers = { ...request.headers, ...REQUEST_HEADERS };
    const answer = await this.outbound.request(url, { timeout: CALL_TIMEOUT, ...request, headers, propagatesTrace });
    this.nonces.learn(url, answer.headers);
    return answer;
  }

  /** What proves possession of a grant's key, where its tokens are bound to one. */
  async proofOf(configuration: oauth.Configuration, { proofKey }: GrantTies): Promise<{ DPoP?: oauth.DPoPHandle }> {
    if (proofKey === undefined) return {};
    const pair = await importProofKey(proofKey);
    const remember: oauth.ModifyAssertionFunction = (_header, payload) => {
      // A handle knows only the nonces that its own requests were given.
      const { nonce, htu: url } = payload;
      if (nonce === undefined && typeof url === 'string') payload['nonce'] = this.nonces.for(url);
    };
    return { DPoP: oauth.getDPoPHandle(configuration, pair, { [oauth.modifyAssertion]: remember }) };
  }

  /** What the library needs for a request. @throws Problem `provider_unavailable` */
  async configuration(route: Route = {}): Promise<oauth.Configuration> {
    const { CLIENT_ID, TLS_CERT } = this.knobs;
    const metadata = toward(await this.metadata.get(), route);
    const authentication = await authenticationOf(this.knobs, this.secret, metadata, this.hasIssuer);
    const client = TLS_CERT === undefined ? undefined : { use_mtls_endpoint_aliases: true };
    const configuration = new oauth.Configuration(metadata, CLIENT_ID, client, authentication);
    configuration.timeout = LIBRARY_TIMEOUT_SECONDS;
    configuration[oauth.customFetch] = route.fetch ?? ((url, options) => this.fetchPlain(url, options));
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- likewise: the operator named an http address
    if (this.metadata.allowsPlainHttp) oauth.allowInsecureRequests(configuration);
    return configuration;
  }

  private async fetchPlain(url: string, options: oauth.CustomFetchOptions): Promise<Response> {
    const { url: target, ...request } = inItsNames(url, options, this.knobs);
    return toResponse(await this.request(target, request));
  }
}

/** The endpoints as one grant's requests find them. */
function toward(server: oauth.ServerMetadata, { tokenHost, tokenUrl }: Route): oauth.ServerMetadata {
  const { token_endpoint: usual, ...others } = server;
  if (usual === undefined || (tokenHost === undefined && tokenUrl === undefined)) return server;
  const endpoints = {
    token_endpoint: tokenUrl ?? usual,
    ...(others.revocation_endpoint !== undefined && { revocation_endpoint: others.revocation_endpoint }),
    ...(others.userinfo_endpoint !== undefined && { userinfo_endpoint: others.userinfo_endpoint }),
  };
  const moved = Object.fromEntries(
    Object.entries(endpoints).map(([name, url]) => [name, atHost(url, usual, tokenHost)]),
  );
  const { mtls_endpoint_aliases: aliases } = others;
  return {
    ...others,
    ...moved,
    ...(tokenUrl !== undefined && aliases !== undefined && { mtls_endpoint_aliases: { ...aliases, ...moved } }),
  };
}

export function toResponse({ status, headers, text }: OutboundAnswer): Response {
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? text : null, { status, headers });
}

/** Whether a failure means that the request never left. */
export function neverLeft(error: unknown): boolean {
  return error instanceof NoAnswer && !error.sent;
}
