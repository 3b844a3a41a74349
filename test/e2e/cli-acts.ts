import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import { explain } from '../../src/cli/exit.ts';
import { createProgram } from '../../src/cli/program.ts';
import { type Env, prefixed, type TestStore } from '../support/store.ts';

export interface Ran {
  status: number;
  out: string;
  err: string;
}

/** As an operator runs it beside a store, in this process: a new one takes seconds to load. */
export async function runProgram(
  { environment }: Pick<TestStore, 'environment'>,
  args: string[],
  { env = {}, input = Readable.from([]) }: { env?: Env; input?: Readable } = {},
): Promise<Ran> {
  const said = { out: '', err: '' };
  const before = { env: process.env, stdin: process.stdin, exitCode: process.exitCode };
  const listen = (name: 'out' | 'err') => (chunk: string | Uint8Array) => {
    said[name] += String(chunk);
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(listen('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(listen('err')),
  ];
  process.env = { ...environment, ...prefixed(env) };
  process.exitCode = 0;
  Object.defineProperty(process, 'stdin', { value: input, configurable: true });
  try {
    await createProgram('test').parseAsync(args, { from: 'user' });
    return { status: process.exitCode, ...said };
  } catch (error) {
    const status = explain(error);
    return { status, ...said };
  } finally {
    process.env = before.env;
    process.exitCode = before.exitCode;
    Object.defineProperty(process, 'stdin', { value: before.stdin, configurable: true });
    for (const spy of spies) spy.mockRestore();
  }
}
