/** The host that an account is at, in place of the token endpoint's wherever that stands. */
export function atHost(url: string, tokenUrl: string, host: string | undefined): string {
  const target = new URL(url);
  if (host === undefined || target.host !== new URL(tokenUrl).host) return url;
  target.host = host;
  return target.href;
}

/** A callback named a host that its provider does not have: whoever is there must not get the client's secret. */
export class ForeignHost extends Error {
  override readonly name = 'ForeignHost';
}

/**
 * The host that a callback names, as a URL or bare; `undefined` where it names none.
 * @throws ForeignHost for one that is not among `TOKEN_HOSTS`
 */
export function hostNamedBy(
  callback: URLSearchParams,
  knobs: { readonly TOKEN_HOST_FROM?: string | undefined; readonly TOKEN_HOSTS: readonly string[] },
): string | undefined {
  const [named, ...more] = knobs.TOKEN_HOST_FROM === undefined ? [] : callback.getAll(knobs.TOKEN_HOST_FROM);
  if (named === undefined) return undefined;
  const host = URL.canParse(named) && named.includes('//') ? new URL(named).host : named;
  if (more.length > 0 || !knobs.TOKEN_HOSTS.includes(host)) throw new ForeignHost('the callback names another host');
  return host;
}
