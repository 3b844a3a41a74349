import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard } from '../../src/auth/access.guard.ts';
import { Limits } from '../../src/limits/limits.ts';
import { Access } from '../../src/principal/access.ts';
import { ProblemFilter } from '../../src/problem/problem.filter.ts';
import { PublicUrls } from '../../src/settings/public-urls.ts';
import { routesOf } from '../support/routes.ts';
import { capturingLog, startStore, type TestStore } from '../support/store.ts';
import { bearer, call, expectProblem } from './acts.ts';

/** As the router prints them: what it calls `name*` is `name/*`. */
const METADATA = ['oauth-authorization-server', 'oauth-protected-resource'].flatMap((name) => [
  `GET /.well-known/${name}`,
  `GET /.well-known/${name}*`,
]);

/** Whoever has the code of an event registers there. */
const REGISTRATION = ['GET /workshop/registered.js', 'GET /workshop/:code', 'POST /workshop/:code'];

/** What anybody may see. Every other route wants to know who asks. */
const OPEN = [
  ...[
    'GET /',
    'GET /api',
    'GET /api/v1.0',
    'GET /livez',
    'GET /readyz',
    'GET /healthz',
    'GET /api/_health',
    'GET /metrics',
  ],
  ...['GET /login', 'POST /login', 'GET /ui/style.css', 'GET /ui/monogram/idp1.svg'],
  // They lead to the sign-in page, and back.
  ...['GET /ui', 'GET /ui*', 'GET /consent', 'POST /consent'],
  ...REGISTRATION,
  ...METADATA,
  ...['GET /api/oidc/login', 'GET /api/oidc/callback', 'GET /api/oidc/logout', 'POST /api/oidc/logout'],
  // The callback judges by the state: without one it is refused, whoever asks.
  ...['GET /api/v1.0/idp1/redirect_uri', 'GET /api/v1/idp1/redirect_uri'],
];

describe('routes', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await startStore({ databaseUrl: 'sqlite://:memory:', providers: { idp1: {} } });
  });

  afterAll(() => store.stop());

  const routes = (): string[] => routesOf(store).map((route) => route.replace(':provider', 'idp1'));

  it('are all known here', () => {
    const all = routes().filter((route) => !route.includes('/api/docs') && !route.startsWith('HEAD '));
    expect(all).toEqual(expect.arrayContaining([...OPEN, 'GET /api/whoami', 'POST /api/v1/idp1/revoke']));
    expect(all.length).toBeGreaterThan(OPEN.length + 10);
  });

  it('are closed to the anonymous, but for those that are meant for all', async () => {
    const open: string[] = [];
    for (const route of routes().filter((one) => !one.includes('/api/docs'))) {
      const [method = '', path = ''] = route.split(' ');
      const answer = await call(store.base + path, { method });
      if (![401, 403].includes(answer.status)) open.push(route);
    }
    expect(open.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual([...OPEN].sort());
    expect(open.filter((route) => route.startsWith('HEAD ')).map((route) => route.replace('HEAD', 'GET'))).toEqual(
      expect.arrayContaining(OPEN.filter((route) => route.startsWith('GET '))),
    );
  });

  it('are open with a slash at their end, and closed alike', async () => {
    expect((await call(`${store.base}/healthz/`)).status).toBe(200);
    expectProblem(await call(`${store.base}/api/whoami/`), 401, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/v1/idp1/token/`), 403, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/%77hoami`), 401, 'unauthenticated');
    expectProblem(await call(`${store.base}/api/whoami;x=1`), 404, 'not_found');
  });

  it('that are public do not look at a credential; optional ones want a good one', async () => {
    const headers = { authorization: 'Bearer garbage' };
    for (const path of ['/livez', '/api/oidc/login', '/api/oidc/logout']) {
      expect((await call(store.base + path, { headers })).status).toBeLessThan(400);
    }
    for (const path of ['/api/v1/idp1/redirect_uri', '/api/v1/idp1/authorize']) {
      expectProblem(await call(store.base + path, { headers }), 403, 'unauthenticated');
    }
  });

  it('are described in the OpenAPI document, but for the callbacks, the front door and the metrics', async () => {
    const answer = await call(`${store.base}/api/docs/openapi.json`);
    const { openapi, paths } = JSON.parse(answer.body) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map(
        (verb) => `${verb.toUpperCase()} ${path.replace('{provider}', 'idp1').replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    const hidden = [
      'GET /login',
      'POST /login',
      ...['GET /ui', 'GET /ui*', ...REGISTRATION],
      'GET /ui/style.css',
      'GET /ui/monogram/idp1.svg',
      ...['GET /consent', 'POST /consent', ...METADATA.filter((route) => route.endsWith('*'))],
      'GET /',
      'GET /api',
      'GET /api/v1.0',
      'GET /api/oidc/callback',
      'GET /metrics',
    ];
    const all = routes().filter((one) => !/\/api\/docs|^HEAD|redirect_uri/.test(one) && !hidden.includes(one));
    expect(described.sort()).toEqual(all.sort());
  });

  it('of the first edition refuse a bearer to nobody’s provider only after they know who asks', async () => {
    expectProblem(await call(`${store.base}/api/v1/nobody/token`), 403, 'unauthenticated');
    const headers = await bearer(store, 'alice');
    expectProblem(await call(`${store.base}/api/v1/nobody/token`, { headers }), 404, 'unknown_provider');
  });
});

@Controller()
class Examples {
  @Get('unsaid')
  unsaid(): string {
    return 'open';
  }

  @Get('said')
  @Access('public')
  said(): string {
    return 'open';
  }
}

const { log } = capturingLog();
const NO_LIMITS = { principals: undefined, anonymous: undefined, failures: undefined, guesses: undefined };

@Module({
  controllers: [Examples],
  providers: [
    { provide: APP_GUARD, useValue: new AccessGuard([], new Limits(NO_LIMITS, log)) },
    { provide: APP_FILTER, useValue: new ProblemFilter(log, new PublicUrls('http://127.0.0.1')) },
  ],
})
class ExampleModule {}

describe('a route that does not say who may call it', () => {
  it('is closed to all', async () => {
    Logger.overrideLogger(false);
    const app = await NestFactory.create<NestFastifyApplication>(ExampleModule, new FastifyAdapter());
    try {
      await app.listen(0, '127.0.0.1');
      const base = await app.getUrl();
      expect((await call(`${base}/said`)).body).toBe('open');
      expectProblem(await call(`${base}/unsaid`), 403, 'forbidden');
    } finally {
      await app.close();
    }
  });
});
