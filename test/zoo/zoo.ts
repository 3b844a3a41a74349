import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Dropped } from '../support/faults.ts';
import { jsonOf } from '../support/identity-provider/answers.ts';
import type { Answer } from '../support/identity-provider/answers.ts';
import type { Endpoint } from '../support/identity-provider/calls.ts';
import { Interceptors } from '../support/identity-provider/interceptors.ts';
import { createSigner } from '../support/identity-provider/signer.ts';
import { AuthorizationServer, empty } from './authorization-server.ts';
import type { Asked, Client, Consent, EndpointName, Family } from './authorization-server.ts';
import type { Devices } from './devices.ts';
import { Refusal } from './ledger.ts';
import type { Clock, Ledger, Person } from './ledger.ts';

export interface ZooOptions {
  client?: Partial<Client>;
  /** Who decides at `/authorize`. Default: Ada, account 4711. */
  person?: Person;
}

/** A request that came, and the status of its answer; none when the connection was cut. */
export interface Heard extends Asked {
  status: number | undefined;
}

/** A running server of a family, and the test's hand on it. */
export interface Zoo {
  readonly family: Family;
  readonly origin: string;
  /** All of its addresses, `origin` first. */
  readonly origins: readonly string[];
  /** URLs of the endpoints that the family has. */
  readonly endpoints: Partial<Record<EndpointName, string>>;
  /** May be changed while it runs: another secret, redirect URIs known only now. */
  readonly client: Client;
  person: Person;
  consent: Consent;
  readonly clock: Clock;
  /** What it believes of its grants and tokens. */
  readonly tokens: Ledger;
  /** Devices that wait for a person to decide. */
  readonly devices: Devices;
  /** All that was asked, in order of arrival. */
  readonly calls: Heard[];
  callsTo: (endpoint: Endpoint) => Heard[];
  /** Where faults (test/support/faults.ts) are laid in the way of requests. */
  readonly intercept: Interceptors;
  /** The person withdraws everything in their account's pages: all grants are dead. */
  withdraw: () => void;
  close: () => Promise<void>;
}

const ada: Person = { id: '4711', name: 'Ada Example', email: 'ada@example.org' };

/** Starts a server on 127.0.0.1 that speaks as the providers of `family` do. */
export async function startZoo(family: Family, options: ZooOptions = {}): Promise<Zoo> {
  const client: Client = { id: 'zoo-client', secret: 'zoo-secret', redirectUris: undefined, ...options.client };
  const signer = family.openid ? await createSigner() : undefined;
  const core = new AuthorizationServer(client, options.person ?? ada, signer);
  const intercept = new Interceptors();
  const calls: Heard[] = [];
  const paths = Object.fromEntries(
    Object.entries(family.endpoints).map(([name, { path }]) => [name, path.replace('{client_id}', client.id)]),
  );
  const handlers = new Map(Object.entries(family.endpoints).map(([name, { handle }]) => [paths[name], handle]));

  const answerTo = async (asked: Asked): Promise<Answer> => {
    try {
      return (await handlers.get(asked.path)?.(asked, core)) ?? empty(404);
    } catch (error) {
      if (error instanceof Refusal) return family.refuse(error.reason, asked);
      throw error;
    }
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const heard: Heard = { ...(await read(req, paths)), status: undefined };
    calls.push(heard);
    try {
      const answer = await intercept.run(heard, () => answerTo(heard));
      heard.status = answer.status;
      send(res, answer);
    } catch (error) {
      if (error instanceof Dropped) {
        res.destroy();
        return;
      }
      // A fault or a family with a bug of its own has to be seen in the test.
      const reason = error instanceof Error ? error.stack : String(error);
      send(res, { status: 500, headers: { 'content-type': 'text/plain' }, body: `test support failed: ${reason}` });
    }
  };

  const doors = await Promise.all(Array.from({ length: family.doors ?? 1 }, () => open(serve)));
  core.origins = doors.map(({ origin }) => origin);

  return {
    family,
    client,
    intercept,
    calls,
    origin: core.origin,
    origins: core.origins,
    endpoints: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, core.origin + path])),
    clock: core.clock,
    tokens: core.ledger,
    devices: core.devices,
    get person() {
      return core.person;
    },
    set person(person) {
      core.person = person;
    },
    get consent() {
      return core.consent;
    },
    set consent(consent) {
      core.consent = consent;
    },
    callsTo: (endpoint) => calls.filter((call) => call.endpoint === endpoint),
    withdraw: () => core.ledger.grants.forEach((grant) => core.ledger.revoke(grant)),
    async close() {
      await Promise.all(doors.map(({ server }) => close(server)));
    },
  };
}

async function read(req: IncomingMessage, paths: Record<string, string>): Promise<Asked> {
  const body = await buffer(req);
  const type = req.headers['content-type'] ?? '';
  const origin = `http://${req.headers.host ?? ''}`;
  const { pathname: path, searchParams: query } = new URL(req.url ?? '/', origin);
  const form = new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? body.toString() : '');
  const json = type.startsWith('application/json') ? jsonOf({ status: 200, headers: {}, body }) : undefined;
  const members = Object.entries(json ?? {}).filter(
    (member): member is [string, string] => typeof member[1] === 'string',
  );
  const params = new URLSearchParams([...form, ...members]);
  const asked = {
    method: req.method ?? 'GET',
    url: req.url ?? '/',
    headers: req.headers,
    body,
    form,
    path,
    query,
    json,
  };
  return { ...asked, params, origin, endpoint: endpointOf(path, new URLSearchParams([...query, ...params]), paths) };
}

const named: Partial<Record<string, Endpoint>> = {
  authorize: 'authorization',
  refresh: 'refresh',
  exchange: 'otherGrant',
  revoke: 'revocation',
  userinfo: 'userinfo',
  device: 'deviceAuthorization',
  discovery: 'discovery',
  jwks: 'jwks',
};

function endpointOf(path: string, params: URLSearchParams, paths: Record<string, string>): Endpoint {
  const name = Object.keys(paths).find((one) => paths[one] === path) ?? '';
  if (name !== 'token') return named[name] ?? 'other';
  if (params.get('grant_type') === 'refresh_token') return 'refresh';
  return params.has('code') ? 'code' : 'otherGrant';
}

function send(res: ServerResponse, { status, headers, body }: Answer): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value);
  res.end(body);
}

async function open(
  serve: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<{ server: Server; origin: string }> {
  // It never closes an idle connection: a caller would now and then send its request into the closing.
  const server = createServer({ keepAliveTimeout: 0 }, (req, res) => void serve(req, res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  const closed = once(server.close(), 'close');
  server.closeAllConnections();
  await closed;
}
