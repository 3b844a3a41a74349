import * as oauth from 'openid-client';
import type { Clock } from '../database/clock.ts';
import { Problem } from '../problem/problem.ts';
import { NoAnswer, type Outbound } from './outbound.ts';

/** Where a server's endpoints are known from: discovery, or the operator. */
export interface ServerAddress {
  /** The issuer, or its `.well-known` document. */
  discoveryUrl?: string | undefined;
  authorizeUrl?: string | undefined;
  tokenUrl?: string | undefined;
  revokeUrl?: string | undefined;
  userinfoUrl?: string | undefined;
  parUrl?: string | undefined;
  deviceUrl?: string | undefined;
  /** Where refreshes and exchanges go, where not to the token endpoint. */
  otherTokenUrls?: readonly string[];
}

const MAX_AGE = 60 * 60 * 1000;
/** After a failure nobody asks again for this long. */
const PATIENCE = 3_000;
const TIMEOUT = 10_000;

/**
 * What a server says of itself (OpenID Connect Discovery, RFC 8414), asked at the first need and kept for an hour; when
 * it cannot be asked again the old answer stays good. What the operator says of an endpoint wins.
 */
export class ServerMetadataSource {
  private readonly address: ServerAddress;
  private readonly outbound: Outbound;
  private readonly clock: Clock;
  private known: { metadata: oauth.ServerMetadata; at: number } | undefined;
  private failed: { error: unknown; at: number } | undefined;
  private asking: Promise<oauth.ServerMetadata> | undefined;

  constructor(address: ServerAddress, outbound: Outbound, clock: Clock) {
    this.address = address;
    this.outbound = outbound;
    this.clock = clock;
  }

  /** Whether the server has a name of its own that `iss` and ID tokens can be compared with. */
  get hasIssuer(): boolean {
    return this.address.discoveryUrl !== undefined;
  }

  /** Whether the operator named an http address (start warned of it): what it names in turn may be http too. */
  get allowsPlainHttp(): boolean {
    const { discoveryUrl, tokenUrl, otherTokenUrls = [] } = this.address;
    return [discoveryUrl, tokenUrl, ...otherTokenUrls].some((url) => url?.startsWith('http:') === true);
  }

  /** @throws Problem `provider_unavailable` when it was never known and cannot be asked */
  async get(): Promise<oauth.ServerMetadata> {
    const now = this.clock.monotonic();
    const mayAsk = this.failed === undefined || now >= this.failed.at + PATIENCE;
    if (this.known !== undefined) {
      // Who knows never waits: between a lease and the sending there is no time for it.
      if (mayAsk && now - this.known.at >= MAX_AGE) void this.askOnce().catch(() => undefined);
      return this.known.metadata;
    }
    if (!mayAsk) throw unavailable(this.failed?.error);
    return this.askOnce();
  }

  private askOnce(): Promise<oauth.ServerMetadata> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<oauth.ServerMetadata> {
    try {
      const metadata = this.override(await this.discover());
      this.known = { metadata, at: this.clock.monotonic() };
      this.failed = undefined;
      return metadata;
    } catch (error) {
      this.failed = { error, at: this.clock.monotonic() };
      if (this.known !== undefined) return this.known.metadata;
      throw unavailable(error);
    }
  }

  private async discover(): Promise<oauth.ServerMetadata> {
    const { discoveryUrl, authorizeUrl, tokenUrl } = this.address;
    // A plain OAuth 2.0 server has no issuer; the library wants a name for it, and compares nothing with it.
    if (discoveryUrl === undefined) return { issuer: new URL(tokenUrl ?? authorizeUrl ?? '').origin };
    try {
      return await this.discoverAt(discoveryUrl);
    } catch (error) {
      const slash = discoveryUrl.endsWith('/') ? discoveryUrl.slice(0, -1) : `${discoveryUrl}/`;
      if (isIssuerMismatch(error)) return this.discoverAt(slash);
      throw error;
    }
  }

  private async discoverAt(url: string): Promise<oauth.ServerMetadata> {
    const found = await oauth.discovery(new URL(url), 'unused', undefined, oauth.None(), {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the mark only asks to think twice: the operator named an http address
      ...(url.startsWith('http:') && { execute: [oauth.allowInsecureRequests] }),
      [oauth.customFetch]: async (target, { headers }) => {
        const answer = await this.outbound.request(target, { method: 'GET', headers, timeout: TIMEOUT, redirects: 3 });
        return new Response(answer.text, { status: answer.status, headers: answer.headers });
      },
    });
    return found.serverMetadata();
  }

  private override(metadata: oauth.ServerMetadata): oauth.ServerMetadata {
    const { authorizeUrl, tokenUrl, revokeUrl, userinfoUrl, parUrl, deviceUrl } = this.address;
    const given = {
      ...(authorizeUrl !== undefined && { authorization_endpoint: authorizeUrl }),
      ...(tokenUrl !== undefined && { token_endpoint: tokenUrl }),
      ...(revokeUrl !== undefined && { revocation_endpoint: revokeUrl }),
      ...(userinfoUrl !== undefined && { userinfo_endpoint: userinfoUrl }),
      ...(deviceUrl !== undefined && { device_authorization_endpoint: deviceUrl }),
      ...(parUrl !== undefined && { pushed_authorization_request_endpoint: parUrl }),
    };
    const { mtls_endpoint_aliases: aliases, ...others } = metadata;
    return { ...others, ...given, ...(aliases !== undefined && { mtls_endpoint_aliases: { ...aliases, ...given } }) };
  }
}

function isIssuerMismatch(error: unknown): boolean {
  return error instanceof oauth.ClientError && error.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
}

function unavailable(cause: unknown): Problem {
  const sent = cause instanceof NoAnswer ? '' : ' in a usable form';
  return new Problem('provider_unavailable', `The identity provider does not answer${sent}.`, { retryAfter: 5, cause });
}
