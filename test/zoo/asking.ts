import { jsonOf } from '../support/identity-provider/answers.ts';
import type { Zoo } from './zoo.ts';

/** Nothing listens there: redirects are read, not followed. */
export const callback = 'http://127.0.0.1:9/callback';

type Params = Record<string, string>;

export interface Request {
  method?: string;
  query?: Params;
  form?: Params;
  json?: unknown;
  /** The zoo whose client speaks, by Basic. */
  basic?: Zoo;
  headers?: Params;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The members of a JSON object; none for any other body. */
  data: Record<string, unknown>;
}

/** One plain request; redirects are not followed. */
export async function ask(url: string | undefined, request: Request = {}): Promise<Reply> {
  const { query = {}, form, json, basic, headers = {} } = request;
  const target = new URL(url ?? '');
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const body = form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json);
  const type: Params = json === undefined ? {} : { 'content-type': 'application/json' };
  const credentials: Params = basic
    ? { authorization: `Basic ${btoa(`${basic.client.id}:${basic.client.secret}`)}` }
    : {};
  const response = await fetch(target, {
    method: request.method ?? (body === null ? 'GET' : 'POST'),
    headers: { ...type, ...credentials, ...headers },
    body,
    redirect: 'manual',
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: jsonOf({ status: 200, headers: {}, body: text }) ?? {},
  };
}

/** Where the browser is sent back to, with the code or an error. */
export async function authorize(zoo: Zoo, query: Params = {}): Promise<URLSearchParams> {
  const reply = await ask(zoo.endpoints.authorize, {
    query: { client_id: zoo.client.id, redirect_uri: callback, response_type: 'code', state: 's', ...query },
  });
  const { location = '' } = Object.fromEntries(reply.headers);
  if (!location.startsWith(callback)) throw new Error(`not sent back, but ${reply.status} ${reply.text}`);
  return new URL(location).searchParams;
}

/** Client id and secret as parameters. */
export const post = ({ client: { id, secret } }: Zoo): Params => ({ client_id: id, client_secret: secret });

/** A fresh code, and the redirect URI that goes with it. */
export async function codeOf(zoo: Zoo, query: Params = {}): Promise<Params> {
  const back = await authorize(zoo, query);
  return { grant_type: 'authorization_code', code: back.get('code') ?? '', redirect_uri: callback };
}

/** The parameters of a refresh. */
export const refreshWith = (token: unknown): Params => ({ grant_type: 'refresh_token', refresh_token: String(token) });

/** `Authorization: Bearer …`. */
export const bearer = (token: unknown): Params => ({ authorization: `Bearer ${String(token)}` });
