/** Below which path of an application the store answers. Paths are compared as they were sent, segment by segment, and in their case. */
export class Mount {
  /** `''`: all of it. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What lies below, with a slash in front and its query: `/api/whoami` for `/store/api/whoami`; `undefined` for another's address. */
  below(url: string): string | undefined {
    if (!url.startsWith(this.path) || !url.startsWith('/')) return undefined;
    const rest = url.slice(this.path.length);
    if (rest === '' || rest.startsWith('?')) return `/${rest}`;
    return rest.startsWith('/') ? rest : undefined;
  }

  /** The application's own address, given that of the store. */
  baseOf(storeUrl: string): string {
    return storeUrl.slice(0, storeUrl.length - this.path.length);
  }
}
