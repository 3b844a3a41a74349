/** The API versions that a link may begin in. v2 has v1.0's addresses, which operators registered at their providers. */
export type LinkVersion = 'v1.0' | 'v1' | 'v2';

/** Addresses of this service as browsers and providers know them: all are built from `BASE_URL`. */
export class PublicUrls {
  readonly base: string;
  /** The path of `BASE_URL`: `''` at the root, else `/prefix`. */
  readonly prefix: string;

  constructor(base: string) {
    this.base = base;
    this.prefix = new URL(base).pathname.replace(/\/$/, '');
  }

  get isHttps(): boolean {
    return this.base.startsWith('https:');
  }

  get origin(): string {
    return new URL(this.base).origin;
  }

  /** An absolute address of a path of ours: `of('/api/whoami')`. */
  of(path: string): string {
    return this.base + path;
  }

  /** Where a provider sends the browser back to. */
  callback(version: LinkVersion, provider: string): string {
    return this.of(`/api/${withAddresses(version)}/${encodeURIComponent(provider)}/redirect_uri`);
  }

  /** Where a link begins; with a ticket, for a browser that has yet to sign in. */
  authorize(version: LinkVersion, provider: string, ticket?: string): string {
    const url = this.of(`/api/${withAddresses(version)}/${encodeURIComponent(provider)}/authorize`);
    return ticket === undefined ? url : `${url}?ticket=${encodeURIComponent(ticket)}`;
  }

  /** Where a user allows a client to obtain tokens of a provider. */
  consent(client: string, provider: string): string {
    return this.of(`/consent?${new URLSearchParams({ client, provider }).toString()}`);
  }

  /** Where people register for a workshop. */
  workshop(code: string): string {
    return this.of(`/workshop/${encodeURIComponent(code)}`);
  }

  /** The drawing that stands for a provider without an icon. */
  monogram(provider: string): string {
    return this.of(`/ui/monogram/${encodeURIComponent(provider)}.svg`);
  }

  /** What the store says of itself as a protected resource (RFC 9728). */
  get resourceMetadata(): string {
    return this.of('/.well-known/oauth-protected-resource');
  }

  get loginCallback(): string {
    return this.of('/api/oidc/callback');
  }

  /** Where signing in begins, at the identity provider if there is one; it leads back to `returnUrl`. */
  login(returnUrl: string): string {
    return this.of(`/api/oidc/login?return_url=${encodeURIComponent(returnUrl)}`);
  }

  /**
   * Our own page for signing in.
   * @param notice what it says of what went before, and the id of the request that failed, for the operator
   */
  loginPage(returnUrl: string, notice?: string, reference?: string): string {
    const query = new URLSearchParams({ return_url: returnUrl });
    if (notice !== undefined) query.set('notice', notice);
    if (reference !== undefined) query.set('reference', reference);
    return this.of(`/login?${query.toString()}`);
  }
}

function withAddresses(version: LinkVersion): string {
  return version === 'v2' ? 'v1.0' : version;
}
