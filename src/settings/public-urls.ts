/** The API versions that have a redirect URI of their own. v2 uses v1.0's. */
export type LinkVersion = 'v1.0' | 'v1';

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
    return this.of(`/api/${version}/${encodeURIComponent(provider)}/redirect_uri`);
  }

  /** Where a link begins; with a ticket, for a browser that has yet to sign in. */
  authorize(version: LinkVersion, provider: string, ticket?: string): string {
    const url = this.of(`/api/${version}/${encodeURIComponent(provider)}/authorize`);
    return ticket === undefined ? url : `${url}?ticket=${encodeURIComponent(ticket)}`;
  }

  get loginCallback(): string {
    return this.of('/api/oidc/callback');
  }

  /** The sign-in page, which leads back to `returnUrl`. */
  login(returnUrl: string): string {
    return this.of(`/api/oidc/login?return_url=${encodeURIComponent(returnUrl)}`);
  }
}
