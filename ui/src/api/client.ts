import createClient from 'openapi-fetch';
import { Problem } from './problem.ts';
import type { components, paths } from './schema.d.ts';

/** The path prefix of the service: `''` at the root, else `/prefix`. */
export const BASE = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';

/** The service's own API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: `${location.origin}${BASE}`, credentials: 'same-origin' });

/** What the API calls its things: `Schema<'Grant'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

interface Answer<Data> {
  data?: Data | undefined;
  error?: unknown;
  response: Response;
}

/**
 * The body of an answer: `await body(api.GET('/api/v2/grants'))`.
 * @throws Problem whatever went wrong: what the service said, or that it could not be reached
 */
export async function body<Data>(asked: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    throw Problem.unreachable(cause);
  });
  if (!response.ok) throw Problem.from(error, response);
  if (data === undefined || data === null) throw Problem.from(undefined, response);
  return data;
}

/** The same for a call that answers nothing. @throws Problem */
export async function done(asked: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await asked.catch((cause: unknown) => {
    throw Problem.unreachable(cause);
  });
  if (!response.ok) throw Problem.from(error, response);
}

/** Where signing in begins; it leads back to the page that one is at. @param notice what the sign-in page says */
export function signInAddress(notice?: 'ended'): string {
  const query = new URLSearchParams({ return_url: location.href, ...(notice !== undefined && { notice }) });
  return `${BASE}/login?${query.toString()}`;
}
