import { OAuthProblem } from '../../problem/oauth-problem.ts';
import type { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Form } from './form.ts';

/**
 * The one provider that a request is for: `audience` is its id, `resource` its home page or issuer (RFC 8693 section 2.1).
 * @throws OAuthProblem `invalid_target`
 */
export function targetOf(form: Form, catalogue: ProviderCatalogue): Provider {
  const named = form.all('audience').map((id) => catalogue.find(id));
  const located = form.all('resource').map((url) => atAddress(url, catalogue));
  const [target, ...others] = new Set([...named, ...located]);
  if (target === undefined || others.length > 0) {
    throw new OAuthProblem('invalid_target', 'audience must be the id of one provider, or resource its address.');
  }
  return target;
}

/** `undefined` also where two providers have one address: nobody can say which is meant. */
function atAddress(url: string, { all }: ProviderCatalogue): Provider | undefined {
  const wanted = comparable(url);
  if (wanted === undefined) return undefined;
  const [found, ...others] = all.filter(({ settings: { MD_URL, DISCOVERY_URL } }) =>
    [MD_URL, DISCOVERY_URL].some((own) => typeof own === 'string' && comparable(own) === wanted),
  );
  return others.length === 0 ? found : undefined;
}

/** An address without what makes no difference: how it is spelled, a slash at its end, where its metadata stands. */
function comparable(url: string): string | undefined {
  if (!URL.canParse(url) || url.includes('#')) return undefined;
  return new URL(url).href.replace(/\/\.well-known\/[a-z-]+$/, '').replace(/\/$/, '');
}
