import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { renderOpenApi } from '../../scripts/docs/openapi.ts';

const requirements = z.array(z.record(z.string(), z.array(z.string())));
const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));

/** What OpenAPI 3.1 demands of the parts that we use, and what we demand besides. */
const operation = z.object({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  security: requirements.optional(),
  parameters: z
    .array(
      z.object({
        name: z.string().min(1),
        in: z.enum(['path', 'query', 'header', 'cookie']),
        required: z.boolean(),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean().optional(), content }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.object({ description: z.string(), content: content.optional() }),
  ),
});

const openApi = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
  security: requirements,
  paths: z.record(z.string().startsWith('/'), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    securitySchemes: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
});
type OpenApi = z.output<typeof openApi>;

const PUBLIC = [
  ...['get /livez', 'get /healthz', 'get /api/_health', 'get /readyz', 'get /api/oidc/login'],
  ...['get /.well-known/oauth-authorization-server', 'get /.well-known/oauth-protected-resource'],
];

describe('the OpenAPI document', () => {
  let text: string;
  let document: OpenApi;
  let operations: { name: string; path: string; it: z.output<typeof operation> }[];

  beforeAll(async () => {
    text = await renderOpenApi();
    document = openApi.parse(JSON.parse(text));
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => ({ name: `${method} ${path}`, path, it })),
    );
  });

  it('is the same each time', async () => {
    expect(await renderOpenApi()).toBe(text);
  });

  it('has every operation once', () => {
    expect(operations.length).toBeGreaterThan(10);
    const ids = operations.map(({ it }) => it.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every operation who may call it', () => {
    const { securitySchemes } = document.components;
    const named = operations.flatMap(({ it }) => it.security ?? []).concat(document.security);
    expect(named.flatMap((one) => Object.keys(one)).filter((scheme) => !(scheme in securitySchemes))).toEqual([]);
    const open = operations.filter(({ it }) => it.security?.length === 0).map(({ name }) => name);
    expect(open.sort()).toEqual([...PUBLIC].sort());
  });

  it('declares the parameters of every path, and no others', () => {
    for (const { name, path, it } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = it.parameters.filter((parameter) => parameter.in === 'path');
      expect([name, declared.map((parameter) => parameter.name)]).toEqual([name, inPath]);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  it('answers every error with a problem document, and at the token endpoint as OAuth has it', () => {
    const others = operations.flatMap(({ name, path, it }) =>
      Object.entries(it.responses)
        .filter(([status]) => status >= '400')
        .filter(([, { content }]) =>
          path === '/oauth/token'
            ? content?.['application/json']?.schema['$ref'] !== '#/components/schemas/OAuthError'
            : content?.['application/problem+json']?.schema['$ref'] !== '#/components/schemas/Problem',
        )
        .map(([status]) => `${name}: ${status}`),
    );
    expect(others).toEqual([]);
  });

  it('refers to schemas that are there, and has no others', () => {
    const named = Object.keys(document.components.schemas);
    expect(named.filter((name) => !/^[A-Z][A-Za-z0-9]*(_\d+)?$/.test(name))).toEqual([]);
    const refs = new Set([...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, ref]) => ref));
    expect([...refs].sort()).toEqual(named.map((name) => `#/components/schemas/${name}`).sort());
  });

  it('speaks the schema language of OpenAPI 3.1', () => {
    // `nullable` is that of 3.0; definitions inside of a schema would be out of reach of the references.
    expect(text.match(/"(nullable|\$defs|definitions|\$schema)":/g)).toBeNull();
  });
});
