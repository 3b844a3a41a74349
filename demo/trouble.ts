/** What stops the demo, in one line; details, such as the end of a log, go below it. */
export class Trouble extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }

  /** The same trouble with more to say; anything else that was thrown shows where it came from. */
  static from(error: unknown, details: readonly string[]): Trouble {
    if (error instanceof Trouble) return new Trouble(error.message, [...error.details, ...details]);
    return new Trouble(error instanceof Error ? (error.stack ?? error.message) : String(error), details);
  }
}

/** The code of a system or module error: `EADDRINUSE`, `ERR_MODULE_NOT_FOUND`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
