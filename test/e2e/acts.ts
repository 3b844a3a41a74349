import { expect } from '@jest/globals';
import { Agent, request } from 'undici';
import { AuditWriter } from '../../src/audit/audit-writer.ts';
import { Clock } from '../../src/database/clock.ts';
import { Database } from '../../src/database/database.ts';
import type { ProblemCode } from '../../src/problem/codes.ts';
import { Browser, type Page, type Person } from '../support/browser.ts';
import type { TestStore } from '../support/store.ts';

/** What people and services do in these tests, and what they look at afterwards. */

export const alice: Person = { login: 'alice' };
export const bob: Person = { login: 'bob' };

/** What any caller gets to see of an answer; a browser's {@link Page} is one too. */
export type Answer = Pick<Page, 'status' | 'headers' | 'body'>;

export interface Visit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const agent = new Agent({ pipelining: 0, keepAliveTimeout: 1, keepAliveMaxTimeout: 1 });

/** One request as a program sends it: no header but those given, no redirect followed. */
export async function call(url: string, { method = 'GET', headers = {}, body }: Visit = {}): Promise<Answer> {
  const response = await request(url, { dispatcher: agent, method, headers, body: body ?? null });
  return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
}

export function jsonOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.body) as Record<string, unknown>;
}

/** The answer is a problem document of this status and code, and gives nothing away. */
export function expectProblem(answer: Answer, status: number, code: ProblemCode): void {
  expect({ status: answer.status, type: answer.headers['content-type'], body: answer.body }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json\b/),
    body: expect.stringContaining(`"code":"${code}"`),
  });
  expect(jsonOf(answer)).toMatchObject({
    type: `urn:tokenstore:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    instance: expect.stringMatching(/^\/[^?]*$/),
    request_id: expect.any(String),
  });
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).not.toMatch(/<html|node_modules|\.[jt]s:\d/i);
}

/** A browser that is signed in at the store. */
export async function signedIn(store: TestStore, person: Person): Promise<Browser> {
  const browser = new Browser();
  await browser.signInAt(`${store.base}/api/oidc/login?return_url=${encodeURIComponent(whoami(store))}`, person);
  return browser;
}

/** Connects an account at a provider, signing in there as `person`; ends back at the store. */
export async function link(store: TestStore, browser: Browser, id: string, person: Person): Promise<Page> {
  return browser.walk(`${store.base}/api/v1.0/${id}/authorize?return_url=/api/whoami`, person);
}

/** Goes to a provider and back, and stops before the callback. @returns the address that the provider sends it to */
export async function comingBack(store: TestStore, browser: Browser, id: string, person: Person): Promise<URL> {
  const callback = `${store.base}/api/v1.0/${id}/redirect_uri`;
  const page = await browser.walk(`${store.base}/api/v1.0/${id}/authorize?return_url=/api/whoami`, person, {
    stopBefore: callback,
  });
  if (!page.location?.startsWith(callback)) throw new Error(`the provider did not send the browser back: ${page.body}`);
  return new URL(page.location);
}

/** The same address with other parameters; `undefined` takes one away. */
export function altered(url: URL, parameters: Record<string, string | undefined>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  }
  return changed.href;
}

/** The Authorization header of a service that has a person's access token. */
export async function bearer(store: TestStore, sub: string): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await store.login.issueAccessToken({ sub, aud: 'tokenstore-api' })}` };
}

/** Claims whose `exp` and `nbf` are seconds from now on: a table of cases is made long before its tests run. */
export function fromNow(claims: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      const isSpan = (name === 'exp' || name === 'nbf') && typeof value === 'number';
      return [name, isSpan ? now + value : value];
    }),
  );
}

export async function tokenOf(store: TestStore, id: string, sub = 'alice'): Promise<Answer> {
  return call(`${store.base}/api/v1/${id}/token`, { headers: await bearer(store, sub) });
}

/** The ids of the providers where this user has a live grant, as the API lists them. */
export async function linkedOf(store: TestStore, sub = 'alice'): Promise<string[]> {
  const answer = await call(`${store.base}/api/v1.0/authorizations`, { headers: await bearer(store, sub) });
  const all = JSON.parse(answer.body) as { active: boolean; provider: string }[];
  return all.filter(({ active }) => active).map(({ provider }) => provider);
}

export async function rows(store: TestStore, sql: string): Promise<Record<string, unknown>[]> {
  return store.service.app.get(Database, { strict: false }).read(sql);
}

/** @param sql says RETURNING */
export async function write(store: TestStore, sql: string): Promise<void> {
  await store.service.app.get(Database, { strict: false }).write(sql);
}

/** All that is kept of grants, to be compared with what is kept later. */
export async function keptGrants(store: TestStore): Promise<unknown> {
  return {
    grants: await rows(store, 'SELECT * FROM grants ORDER BY id'),
    tokens: await rows(store, 'SELECT * FROM grant_tokens ORDER BY grant_id, variant'),
  };
}

/** How many links are under way. */
export async function attempts(store: TestStore): Promise<number> {
  return (await rows(store, 'SELECT id FROM link_attempts')).length;
}

/** Moves the clock of the store on (that of a SQLite database too). */
export function advance(store: TestStore, milliseconds: number): void {
  const clock = store.service.app.get(Clock, { strict: false });
  const now = clock.now.bind(clock);
  const monotonic = clock.monotonic.bind(clock);
  clock.now = () => now() + milliseconds;
  clock.monotonic = () => monotonic() + milliseconds;
}

/** Resolves when every event that was audited has its row: each look is a request. */
export async function auditWritten(store: TestStore): Promise<void> {
  const writer = store.service.app.get(AuditWriter, { strict: false });
  for (let looks = 0; looks < 5_000 && writer.backlog > 0; looks += 1) await call(`${store.base}/livez`);
  expect(writer.backlog).toBe(0);
}

/** How a browser's script asks, to be told of errors by a document: who navigates is shown a page. */
export const asScript = { headers: { accept: 'application/json' } };

/** Where a browser ends in these tests: a page for the signed-in. */
export function whoami(store: TestStore): string {
  return `${store.base}/api/whoami`;
}

/** A clean way to ask with a browser's cookies and nothing of what a browser adds. */
export async function cookieOf(store: TestStore, browser: Browser): Promise<{ cookie: string }> {
  return { cookie: await browser.cookies.getCookieString(`${store.base}/api/`) };
}
