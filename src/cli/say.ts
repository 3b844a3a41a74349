/** A line on standard output, which belongs to what was asked for. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line beside it, for people: on standard error, so that it is in nobody's way who reads on. */
export function sayBeside(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A document for programs. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, undefined, 2));
}
