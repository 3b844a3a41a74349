import { parseArgs } from 'node:util';

/** The part of docs/openapi.json that says where something answers. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What answers and is not in the document. */
const BESIDE = ['get /metrics'];

const ORIGIN = 'http://127.0.0.1:5000';

/** What is wrong with a call of curl to the store; undefined for one that is right, or goes elsewhere. */
export function faultOfCurl(words: readonly string[], { paths }: OpenApi): string | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      request: { type: 'string', short: 'X' },
      header: { type: 'string', short: 'H', multiple: true },
      data: { type: 'string', short: 'd', multiple: true },
      'data-urlencode': { type: 'string', multiple: true },
      user: { type: 'string', short: 'u' },
      output: { type: 'string', short: 'o' },
      include: { type: 'boolean', short: 'i' },
      silent: { type: 'boolean', short: 's' },
      'show-error': { type: 'boolean', short: 'S' },
      fail: { type: 'boolean', short: 'f' },
    },
  });
  const [url, ...others] = positionals;
  if (url === undefined || others.length > 0) return `curl takes one address, and has ${positionals.length}`;
  if (!url.startsWith(ORIGIN)) return undefined;
  const sends = values.data !== undefined || values['data-urlencode'] !== undefined;
  const method = (values.request ?? (sends ? 'POST' : 'GET')).toLowerCase();
  const { pathname } = new URL(url);
  if (!answers(method, pathname, paths)) return `nothing answers ${method.toUpperCase()} ${pathname}`;
  return values.header?.some((header) => /^content-type: *application\/json/i.test(header))
    ? faultOfJson(values.data?.join('&') ?? '')
    : undefined;
}

function answers(method: string, pathname: string, paths: OpenApi['paths']): boolean {
  if (BESIDE.includes(`${method} ${pathname}`)) return true;
  return Object.entries(paths).some(
    ([path, methods]) =>
      method in methods &&
      new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(pathname),
  );
}

/** What is wrong with a text that should be JSON. */
export function faultOfJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
}
