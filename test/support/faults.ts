import { jsonOf, withJson } from './identity-provider/answers.ts';
import type { Answer, Json } from './identity-provider/answers.ts';
import type { Call } from './identity-provider/calls.ts';

/**
 * Something that goes wrong between a caller and the provider. It may wait, call `forward` (then the provider processes
 * the request) or not, change the answer, or throw `Dropped` to cut the connection.
 */
export type Fault = (call: Call, forward: () => Promise<Answer>) => Promise<Answer>;

/** Thrown by a fault to destroy the caller's socket instead of answering. */
export class Dropped extends Error {}

/** Answers that providers and the firewalls before them are known to give. */
export const answers = {
  forbiddenHtml: html(403, '<html><body><h1>403 Forbidden</h1>Request blocked.</body></html>'),
  serverErrorHtml: html(500, '<html><body><h1>Internal Server Error</h1></body></html>'),
  garbage: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"access_token": "tru' },
  emptyBadRequest: { status: 400, headers: {}, body: '' },
  invalidClient: oauthError(401, 'invalid_client'),
  invalidGrant: oauthError(400, 'invalid_grant'),
} satisfies Record<string, Answer>;

export function oauthError(status: number, error: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

export function tooManyRequests(retryAfter: number | string): Answer {
  return { ...oauthError(429, 'slow_down'), headers: { 'retry-after': String(retryAfter) } };
}

function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** Lets the request reach the provider only when `until` resolves. */
export function delay(until: Promise<unknown>): Fault {
  return async (_call, forward) => {
    await until;
    return forward();
  };
}

/** The provider processes the request at once; the caller hears of it only when `until` resolves. */
export function delayAnswer(until: Promise<unknown>): Fault {
  return async (_call, forward) => {
    const answer = await forward();
    await until;
    return answer;
  };
}

/** The request is lost on its way: nothing is processed. */
export function dropRequest(): Fault {
  return () => Promise.reject(new Dropped());
}

/** The provider processes the request; its answer is lost on the way back. */
export function dropAnswer(): Fault {
  return async (_call, forward) => {
    await forward();
    throw new Dropped();
  };
}

/** Answers in the provider's stead: nothing is processed. */
export function answerInstead(answer: Partial<Answer>): Fault {
  return () => Promise.resolve({ status: 200, headers: {}, body: '', ...answer });
}

/** The provider processes the request; parts of its answer are replaced. */
export function replaceAnswer(parts: Partial<Answer>): Fault {
  return async (_call, forward) => {
    const answer = await forward();
    return { ...answer, ...parts, headers: { ...answer.headers, ...parts.headers } };
  };
}

/** The provider processes the request; its JSON answer goes through `change`. An answer that is no JSON object stays. */
export function alterJson(change: (json: Json) => Json | Promise<Json>): Fault {
  return async (_call, forward) => {
    const answer = await forward();
    const json = jsonOf(answer);
    return json ? withJson(answer, await change(json)) : answer;
  };
}
