import openapiTS, { astToString } from 'openapi-typescript';
import { renderOpenApi } from './openapi.ts';

/** The types by which the app calls the API: its OpenAPI document in TypeScript. */
export async function renderApiTypes(): Promise<string> {
  const types = await openapiTS(await renderOpenApi());
  return `// Written by "npm run docs", out of docs/openapi.json.\n\n${astToString(types)}`;
}
