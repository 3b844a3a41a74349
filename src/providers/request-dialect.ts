import type { CustomFetchOptions } from 'openid-client';
import type { OutboundRequest } from './outbound.ts';
import { scopesOf } from './scopes.ts';

/** How a server's requests depart from RFC 6749, in the words of the knobs. */
export interface RequestKnobs {
  readonly PARAM_NAMES: Readonly<Record<string, string>>;
  readonly SCOPE_SEPARATOR: 'space' | 'comma';
  readonly BODY_FORMAT: 'form' | 'json';
  readonly ACCEPT: string;
}

type Written = Pick<OutboundRequest, 'method' | 'headers' | 'body'> & { url: string };

/** Scopes as the server writes a list of them; the operator's words as they are where it writes it as everybody does. */
export function writeScope(scope: string, { SCOPE_SEPARATOR }: RequestKnobs): string {
  return SCOPE_SEPARATOR === 'comma' ? scopesOf(scope).join(',') : scope.trim();
}

/** The parameters, and what `RESOURCE` says (RFC 8707). */
export function withResources(
  { RESOURCE }: { readonly RESOURCE: readonly string[] },
  parameters: Readonly<Record<string, string>>,
): URLSearchParams {
  const all = new URLSearchParams(parameters);
  for (const resource of RESOURCE) all.append('resource', resource);
  return all;
}

/** Parameters by the names that the server has for them. */
export function renamed(params: URLSearchParams, { PARAM_NAMES }: RequestKnobs): URLSearchParams {
  return new URLSearchParams([...params].map(([name, value]): [string, string] => [nameOf(name, PARAM_NAMES), value]));
}

function nameOf(name: string, names: RequestKnobs['PARAM_NAMES']): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}

/** A standard request with the server's names of its parameters. */
export function inItsNames(url: string, { method, headers, body }: CustomFetchOptions, knobs: RequestKnobs): Written {
  if (body instanceof URLSearchParams) return { url, method, headers, body: renamed(body, knobs).toString() };
  return { url, method, headers, ...(typeof body === 'string' && { body }) };
}

/** A standard request to the token endpoint as this server wants it. `asGet`: with its parameters in the query. */
export function inItsForm(
  url: string,
  { method, headers: given, body }: CustomFetchOptions,
  knobs: RequestKnobs,
  { asGet }: { asGet: boolean },
): Written {
  const form = renamed(body instanceof URLSearchParams ? body : new URLSearchParams(), knobs);
  const others = Object.entries(given).filter(([name]) => name !== 'content-type');
  const headers = { ...Object.fromEntries(others), accept: knobs.ACCEPT };
  if (asGet) {
    const target = new URL(url);
    for (const [name, value] of form) target.searchParams.append(name, value);
    return { url: target.href, method: 'GET', headers };
  }
  const [type, text] =
    knobs.BODY_FORMAT === 'json'
      ? ['application/json', JSON.stringify(membersOf(form))]
      : ['application/x-www-form-urlencoded;charset=UTF-8', form.toString()];
  return { url, method, headers: { ...headers, 'content-type': type }, body: text };
}

/** A parameter that is there twice becomes a list. */
function membersOf(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...more] = form.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}
