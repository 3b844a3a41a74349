import { CommanderError } from 'commander';
import { StoreError } from '../store-client/client.ts';

/** What was typed cannot be done: an unknown option, a provider that is not there. */
export const EXIT_USAGE = 2;
/** EX_UNAVAILABLE of sysexits.h: the store, a provider or the login issuer does not answer; trying again may help. */
export const EXIT_UNAVAILABLE = 69;
/** EX_NOPERM of sysexits.h: the person must do something: sign in, connect an account, ask for a right. */
export const EXIT_PERSON = 77;
/** EX_CONFIG of sysexits.h: a configuration file, the client id, the address of the store. */
export const EXIT_CONFIGURATION = 78;

/** A command that comes to nothing: one line, and the exit status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const USAGE = new Set(['unknown_provider', 'not_found', 'invalid_request', 'return_url_not_allowed', 'proof_needed']);
const PERSON = new Set(['unauthenticated', 'forbidden', 'not_linked', 'reauth_required', 'wrong_account']);

/** @returns what to say, if anything, and the exit status */
export function judge(error: unknown): { status: number; line?: string } {
  // It has said what it has to say; help that was asked for is no error.
  if (error instanceof CommanderError) return { status: error.exitCode === 0 ? 0 : EXIT_USAGE };
  if (error instanceof Refusal) return { status: error.status, line: error.message };
  if (error instanceof StoreError) return { status: statusOf(error), line: wordsFor(error) };
  return { status: 1, line: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function statusOf({ code, status }: StoreError): number {
  if (USAGE.has(code)) return EXIT_USAGE;
  if (PERSON.has(code)) return EXIT_PERSON;
  if (code === 'unexpected_answer' && (status ?? 0) < 500) return EXIT_CONFIGURATION;
  return EXIT_UNAVAILABLE;
}

function wordsFor({ code, message, problem, retryAfter }: StoreError): string {
  const { provider, errors } = problem;
  const faults = Array.isArray(errors) ? errors.map(faultOf).join('; ') : '';
  if (faults !== '') return `${message} ${faults}`;
  const connect = `tokenstore connect ${typeof provider === 'string' ? provider : '<provider>'}`;
  if (code === 'not_linked' || code === 'reauth_required') return `${message} Run: ${connect}`;
  return retryAfter === undefined ? message : `${message} Try again in ${Math.ceil(retryAfter)} s.`;
}

function faultOf(fault: unknown): string {
  const { path, message } = Object(fault) as { path?: unknown; message?: unknown };
  return [path, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
}
