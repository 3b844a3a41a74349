import type { Call } from './calls.ts';
import type { Options } from './settings.ts';

/** An HTTP response in one piece. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string | Buffer;
}

export type Json = Record<string, unknown>;

/** The answer's body, when it is a JSON object. */
export function jsonOf({ body }: Answer): Json | undefined {
  try {
    const json: unknown = JSON.parse(body.toString());
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

export function withJson(answer: Answer, json: Json): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  };
}

/** Makes oidc-provider answer as the kind of provider that the options describe: what real ones leave out or add. */
export function shapeAnswer(options: Options, { endpoint }: Call, answer: Answer): Answer {
  const location = answer.headers['location'];
  if (endpoint === 'authorization' && !options.issParameter && typeof location === 'string') {
    return { ...answer, headers: { ...answer.headers, location: withoutIss(location) } };
  }
  const json = answer.status === 200 ? jsonOf(answer) : undefined;
  if (!json) return answer;
  if (endpoint === 'discovery' && !options.issParameter) {
    return withJson(answer, without(json, ['authorization_response_iss_parameter_supported']));
  }
  return 'access_token' in json ? withJson(answer, tokenAnswer(options, endpoint, json)) : answer;
}

function tokenAnswer(options: Options, endpoint: Call['endpoint'], json: Json): Json {
  const left: string[] = [];
  if (!options.idToken) left.push('id_token');
  if (!options.expiresIn) left.push('expires_in');
  if (!options.refreshToken || (options.rotation === 'never' && endpoint === 'refresh')) left.push('refresh_token');
  const { refreshExpiresIn } = options;
  return {
    ...without(json, left),
    ...(refreshExpiresIn === undefined ? {} : { refresh_expires_in: refreshExpiresIn }),
  };
}

function without(json: Json, names: string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}

function withoutIss(location: string): string {
  const url = URL.parse(location);
  if (!url?.searchParams.has('iss')) return location;
  url.searchParams.delete('iss');
  return url.href;
}
