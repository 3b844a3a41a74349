import { OAuthProblem } from '../../problem/oauth-problem.ts';

/** Parameters that may come several times (RFC 8693 section 2.1). */
const REPEATED = new Set(['audience', 'resource']);

/** The parameters of a token request: RFC 6749 section 3.2 has them as a form, each once, the empty ones as if absent. */
export class Form {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  /**
   * @param body as the server parsed it
   * @throws OAuthProblem `invalid_request`
   */
  constructor(body: unknown, contentType: string | undefined) {
    const isEmpty = body === undefined || body === null;
    const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
    if (!isEmpty && type !== 'application/x-www-form-urlencoded') {
      throw new OAuthProblem('invalid_request', 'The request must be application/x-www-form-urlencoded.');
    }
    const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
    this.values = new Map(entries.map(([name, value]) => [name, texts(value)]));
    for (const [name, { length }] of this.values) {
      if (length > 1 && !REPEATED.has(name)) {
        throw new OAuthProblem('invalid_request', 'A parameter is sent twice.');
      }
    }
  }

  get(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** @throws OAuthProblem `invalid_request` */
  require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new OAuthProblem('invalid_request', `${name} is missing.`);
    return value;
  }
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((text) => typeof text === 'string' && text !== '') as string[];
}
