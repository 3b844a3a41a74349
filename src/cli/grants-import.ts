import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import { ImportGrant } from '../grants/import/import-grant.ts';
import { importLine } from '../grants/import/import-line.ts';
import { REFUSALS, type ImportResult } from '../grants/import/import-result.ts';
import { Problem } from '../problem/problem.ts';
import { errorCode } from '../problem/errors.ts';
import { withApplication } from './application.ts';
import { UsageError } from './usage-error.ts';

/** As many at a time as the keeper refreshes; each provider's `RATE` holds for all of them together. */
const AT_ONCE = 8;
/** Milliseconds: nobody waits here, and a provider may be slow for a while. */
const PATIENCE = 10 * 60_000;

interface Line {
  number: number;
  text: string;
}

type Count = Record<ImportResult['status'], number>;

/** `tokenstore grants import`: a line of JSON for each grant, from a file or standard input (`-`). Exit status 1 where one was not imported. */
export async function importGrants(file: string): Promise<void> {
  const input = await opened(file);
  await withApplication(async (app) => {
    const importGrant = app.get(ImportGrant, { strict: false });
    const count: Count = { imported: 0, already_there: 0, pending: 0, refused: 0 };
    const progress = new Progress(count);
    const lines = numbered(input);
    const work = async (): Promise<void> => {
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
        const { number, text } = next.value;
        const [status, words] = await imported(importGrant, text);
        count[status] += 1;
        progress.tell(`line ${number}: ${words}`, status);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    progress.end();
    process.stdout.write(`${summaryOf(count)}\n`);
    if (count.refused + count.pending > 0) process.exitCode = 1;
  });
}

/** @returns what became of a line, and the words for it, which have nothing of the line in them but what it names */
async function imported(importGrant: ImportGrant, text: string): Promise<[ImportResult['status'], string]> {
  const parsed = importLine.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return ['refused', `refused: ${parse(text) === undefined ? 'is not JSON' : `${where} ${issue?.message}`.trim()}`];
  }
  const result = await importGrant.import(parsed.data, undefined, PATIENCE).catch(asResult);
  if (result instanceof Problem) return ['refused', `refused: ${result.message} Import the line again.`];
  return [result.status, wordsFor(result)];
}

/** One line's misfortune is not the next one's. */
function asResult(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

function wordsFor(result: ImportResult): string {
  switch (result.status) {
    case 'imported':
      return `imported as ${result.grantId}`;
    case 'already_there':
      return `already there: ${result.grantId}`;
    case 'pending':
      return `pending: kept as ${result.grantId}, but no answer came; import the line again`;
    case 'refused':
      return `refused (${result.reason}): ${REFUSALS[result.reason]}`;
  }
}

function summaryOf({ imported: taken, already_there: there, pending, refused }: Count): string {
  return `${taken} imported, ${there} already there, ${pending} pending, ${refused} refused`;
}

/** On a terminal a count that moves, and only the lines that did not go well; elsewhere a plain line for each. */
class Progress {
  private readonly count: Count;
  private readonly moves = process.stdout.isTTY;

  constructor(count: Count) {
    this.count = count;
  }

  tell(line: string, status: ImportResult['status']): void {
    const isWell = status === 'imported' || status === 'already_there';
    if (!this.moves || !isWell) process.stdout.write(`${this.moves ? '\r\u001b[K' : ''}${line}\n`);
    if (this.moves) process.stdout.write(`\r\u001b[K${summaryOf(this.count)}`);
  }

  end(): void {
    if (this.moves) process.stdout.write('\r\u001b[K');
  }
}

async function* numbered(input: Readable): AsyncGenerator<Line, undefined> {
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() !== '') yield { number, text };
  }
  return undefined;
}

/** @throws UsageError */
async function opened(file: string): Promise<Readable> {
  if (file === '-') return process.stdin;
  const stream = createReadStream(file);
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error) => reject(new UsageError(`${file} cannot be read (${errorCode(error) ?? 'error'}).`)));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
