import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { SCOPES } from '../principal/principal.ts';
import { PROBLEMS } from '../problem/codes.ts';
import type { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';

/** The page's own scripts and styles, and nothing from elsewhere; its style is inline. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const problem = (codes: readonly string[]): z.ZodType =>
  z
    .looseObject({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      detail: z.string(),
      code: z.enum(codes),
      instance: z.string(),
      request_id: z.string(),
    })
    .meta({ id: 'Problem', description: 'RFC 9457. `code` is stable: see docs/errors.md.' });

/** The OpenAPI 3.1 document, out of the controllers and their schemas. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const { plugins } = app.get<Settings>(SETTINGS, { strict: false });
  const scopes = [...SCOPES, ...plugins.flatMap((plugin) => plugin.scopes)];
  const codes = [...Object.keys(PROBLEMS), ...plugins.flatMap((plugin) => plugin.problems.map(({ code }) => code))];
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('tokenstore')
    .setDescription(`Access tokens of connected accounts. Rights a credential may have: ${scopes.join(', ')}.`)
    .setVersion('2')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addCookieAuth('tokenstore', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'Id and secret of a client.' }, 'client')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, outline, {
    standardSchemaConverter: convert,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...convert(problem(codes)).components },
  };
  return document;
}

/** Swagger UI at `/api/docs`, the document at `/api/docs/openapi.json`. */
export function addDocs(app: NestFastifyApplication, urls: PublicUrls): void {
  SwaggerModule.setup('api/docs', app, () => createDocument(app), {
    jsonDocumentUrl: 'api/docs/openapi.json',
    customSiteTitle: 'tokenstore API',
    swaggerOptions: { url: urls.of('/api/docs/openapi.json') },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', CSP);
      done();
    });
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Schemas that bear an id of their own (`.meta({ id })`) become components, under that id. */
function convert(schema: unknown): { schema: Record<string, unknown>; components: Schemas } {
  if (!(schema instanceof z.ZodType)) throw new TypeError('only zod schemas describe this API');
  const { $defs = {}, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const plain = Object.entries(described).filter(([name]) => name !== '$schema');
  return { schema: Object.fromEntries(plain), components: $defs as Schemas };
}
