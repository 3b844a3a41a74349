import { styleText } from 'node:util';
import { Trouble } from './trouble.ts';

// styleText leaves out colours where the stream is no terminal, or NO_COLOR is set.
const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);
const green = (text: string): string => styleText('green', text);
const red = (text: string): string => styleText('red', text, { stream: process.stderr });

const GUTTER = '     ';

export function line(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function title(text: string): void {
  line(bold(text));
  line();
}

/** Rows of a small table: what, where, and a remark. */
export function table(rows: readonly (readonly [what: string, where: string, remark?: string])[]): void {
  const widest = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  for (const [what, where, remark] of rows) {
    const cells = `  ${what.padEnd(widest(0))}  ${where}`;
    line(remark === undefined ? cells : `${cells.padEnd(widest(0) + widest(1) + 6)}${dim(remark)}`);
  }
  line();
}

/** A command for the reader's own shell. */
export function command(text: string): void {
  line(GUTTER + dim(text));
}

export function stepDone(number: number, says: string, curl: string): void {
  line(`${String(number).padStart(2)} ${green('✓')} ${says}`);
  command(curl);
}

export function stepFailed(number: number, says: string): void {
  process.stderr.write(`${String(number).padStart(2)} ${red('✗')} ${says}\n`);
}

/** On standard error: one line, and details below it where there are any. */
export function failure(error: unknown): void {
  const { message, details } = Trouble.from(error, []);
  process.stderr.write(`${red('demo:')} ${message}\n`);
  for (const detail of details) process.stderr.write(`${GUTTER}${detail}\n`);
}
