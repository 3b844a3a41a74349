import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Block } from './blocks.ts';

/** A program that a block would run. */
export interface Call {
  /** The line of the page. */
  readonly line: number;
  /** Its name and its arguments, as the shell would hand them over. */
  readonly words: readonly string[];
}

/** What a block of shell would do. */
export interface Walk {
  readonly calls: readonly Call[];
  /** The TOKENSTORE_ variables at its end. */
  readonly variables: Readonly<Record<string, string>>;
  /** What bash has to say against it. */
  readonly fault: string | undefined;
}

/** What the pages' examples take from their reader's shell. */
const READER = { BASE: 'http://127.0.0.1:5000', TOKEN: 'token', ADMIN: 'token', PASSWORD: 'password' };

const WORD = '\x1f';
const RECORD = '\x1e';

// bash itself reads the block; only there is no program on its path, so that it tells each call instead of making it.
const BEFORE =
  'command_not_found_handle() { { printf "%s\\x1f" "${BASH_LINENO[0]}" "$@"; printf "\\x1e"; } >&3; }; PATH=/nowhere; hash -r';
const AFTER =
  'for name in $(compgen -A variable TOKENSTORE_); do printf "0\\x1f%s\\x1f%s\\x1f\\x1e" "$name" "${!name}" >&3; done; exit 0';

/** A program that is called by its path would truly run. */
const BY_PATH = /(?:^|[;&|(]|\b(?:sudo|exec|source)\b)\s*(?:[.~]{0,2}\/)\S/m;

/** @param directory where what the block writes goes */
export async function walk(block: Block, directory: string): Promise<Walk> {
  if (BY_PATH.test(block.text)) return { calls: [], variables: {}, fault: 'calls a program by its path' };
  const bash = spawn('bash', ['--norc', '--noprofile', '-c', `${BEFORE}\n${block.text}\n${AFTER}`, 'bash'], {
    cwd: directory,
    env: READER,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: 5_000,
  });
  const [complaint, told] = await Promise.all([
    text(bash.stdio[2]!),
    text(bash.stdio[3] as Readable),
    once(bash, 'close'),
  ]);
  const records = told.split(RECORD).map((record) => record.split(WORD).slice(0, -1));
  const calls = records.flatMap(([line = '', ...words]): Call[] =>
    words.length === 0 || line === '0' ? [] : [{ line: block.line + Number(line) - 2, words }],
  );
  const variables = Object.fromEntries(
    records.filter(([line]) => line === '0').map(([, name = '', value = '']) => [name, value]),
  );
  return {
    calls,
    variables,
    fault: complaint === '' ? undefined : complaint.trim().replaceAll(/^bash: (-c: )?/gm, ''),
  };
}
