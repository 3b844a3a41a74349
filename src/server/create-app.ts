import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from '../app.module.ts';
import { newId } from '../crypto/random.ts';
import type { GrantPorts } from '../grants/grant-ports.module.ts';
import type { ActivityReport } from '../jupyterhub/activity-report.ts';
import { ACTIVITY_REPORT } from '../jupyterhub/jupyterhub.module.ts';
import { NestLog, type Log } from '../log/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Problem } from '../problem/problem.ts';
import { PROBLEM_TYPE, problemBody, ProblemFilter, toProblem } from '../problem/problem.filter.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import type { Settings } from '../settings/settings.ts';
import { version } from '../settings/version.ts';
import { builtApp } from '../ui/built-app.ts';
import { addActivityHook, addHooks, isAnswered, requestId, securityHeaders } from './hooks.ts';

const BODY_LIMIT = 64 * 1024;
const HEADERS_TIMEOUT = 20_000;
const REQUEST_TIMEOUT = 30_000;
/** How often Node looks whose time is over. */
const LOOK_EVERY = 5_000;

export interface AppOptions {
  ports?: GrantPorts | undefined;
  /** Another application of Nest runs in this process: Nest's own messages go where that one has them. */
  isInNest?: boolean | undefined;
}

/** The whole application on its HTTP adapter, not yet listening, the database not yet open. */
export async function createApp(
  settings: Settings,
  log: Log,
  { ports = {}, isInNest = false }: AppOptions = {},
): Promise<NestFastifyApplication> {
  const urls = new PublicUrls(settings.BASE_URL);
  const filter = new ProblemFilter(log, urls);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: LOOK_EVERY, requireHostHeader: false },
    trustProxy: settings.TRUST_PROXY.length > 0 ? [...settings.TRUST_PROXY] : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    genReqId: requestId,
    rewriteUrl: (request: IncomingMessage) => withoutPrefix(request.url ?? '/', urls.prefix),
    // Malformed URLs and broken HTTP never reach Nest.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      filter.render(toProblem(error), request, reply),
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => answerBrokenHttp(error, socket, urls),
  });
  // Nest has one logger for all of a process.
  const options = { abortOnError: false, ...(!isInNest && { logger: new NestLog(log) }) };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest describes its options by a class
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, log, ports), adapter, options);
  const metrics = app.get(Metrics, { strict: false });
  metrics.ofProcess(version());
  addHooks(app.getHttpAdapter().getInstance(), urls, log, metrics);
  const activity = app.get<ActivityReport | undefined>(ACTIVITY_REPORT, { strict: false });
  if (activity !== undefined) addActivityHook(app.getHttpAdapter().getInstance(), activity);
  enableCors(app, settings);
  serveAssets(app);
  return app;
}

/** What the app is made of: names change with content, so browsers may keep it for good; compressed when it was built. */
function serveAssets(app: NestFastifyApplication): void {
  const directory = builtApp();
  if (directory === undefined) return;
  app.useStaticAssets({
    root: `${directory}assets`,
    prefix: '/ui/assets/',
    index: false,
    // The documentation page decorates replies already.
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
}

/** A proxy may keep the path prefix of `BASE_URL`, or strip it: both arrive at the same routes. */
function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

function enableCors(app: NestFastifyApplication, { CORS_ORIGINS: origins }: Settings): void {
  if (origins.length === 0) return;
  const any = origins.includes('*');
  app.enableCors({
    origin: any ? '*' : [...origins],
    credentials: !any,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    strictPreflight: false,
    exposedHeaders: ['Location', 'Retry-After', 'RateLimit', 'RateLimit-Policy'],
    maxAge: 600,
  });
}

function answerBrokenHttp(error: Error & { code?: string }, socket: Socket, urls: PublicUrls): void {
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswered(socket)) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const problem = tooLarge
    ? new Problem('body_too_large', 'The headers are larger than what is accepted.')
    : new Problem('invalid_request', late ? 'The request took too long to arrive.' : 'This is not HTTP.');
  const body = problemBody(problem, { id: newId(), url: '/' });
  const status = tooLarge ? '413 Content Too Large' : '400 Bad Request';
  const headers = [
    ['content-type', PROBLEM_TYPE],
    ['cache-control', 'no-store'],
    ['content-length', String(Buffer.byteLength(body))],
    ['connection', 'close'],
    ...securityHeaders(urls),
  ].map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}
