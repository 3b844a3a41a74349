import { expect } from '@jest/globals';
import type { TestStore } from '../support/store.ts';
import { bearer, call, jsonOf, rows, whoami, write, type Answer } from './acts.ts';

/** What people and programs do with API keys in these tests. */

export type Headers = Record<string, string>;
export type Body = Record<string, unknown>;

const JSON_TYPE = { 'content-type': 'application/json' };

export const keysAt = (store: TestStore) => `${store.base}/api/v2/api-keys`;

export function make(store: TestStore, headers: Headers, body: unknown): Promise<Answer> {
  return call(keysAt(store), { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
}

/** @returns id and text of a key that was made as wished */
export async function made(store: TestStore, headers: Headers, body: Body = {}): Promise<{ id: string; key: string }> {
  const answer = await make(store, headers, { name: 'test', scopes: ['token', 'grants:read'], ...body });
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
  const { id, key } = jsonOf(answer);
  return { id: String(id), key: String(key) };
}

export const remove = (store: TestStore, headers: Headers, id: string) =>
  call(`${keysAt(store)}/${id}`, { method: 'DELETE', headers });

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
export const shown = (key: string): Headers => ({ authorization: `Bearer ${key}` });
export const look = (store: TestStore, headers: Headers) => call(whoami(store), { headers });

/** The bearer of a person with these roles, who is known with them. */
export async function roleBearer(store: TestStore, sub: string, roles: string[]): Promise<Headers> {
  const token = await store.login.issueAccessToken({ sub, aud: 'tokenstore-api', roles });
  const headers = { authorization: `Bearer ${token}` };
  expect((await look(store, headers)).status).toBe(200);
  await write(store, `UPDATE users SET roles = '${JSON.stringify(roles)}' WHERE subject = '${sub}' RETURNING id`);
  return headers;
}

/** With what two people ask: alice, who connects accounts, and root, who has the role `boss`. */
export interface Credentials {
  user: Headers;
  aliceId: string;
  admin: Headers;
}

export async function credentials(store: TestStore): Promise<Credentials> {
  const admin = await roleBearer(store, 'root', ['boss']);
  return { user: await bearer(store, 'alice'), aliceId: await userId(store, 'alice'), admin };
}

export const userId = async (store: TestStore, sub: string) =>
  String((await rows(store, `SELECT id FROM users WHERE subject = '${sub}'`))[0]?.['id']);

/** Rows of two clients, as if they had been registered. */
export const CLIENTS = `INSERT INTO clients (id, name, created_at)
  VALUES ('grader', 'The grader', 1), ('idle', 'Idle', 1) RETURNING id`;
