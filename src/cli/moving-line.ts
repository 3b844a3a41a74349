/** How far something is, on the last line of a terminal; nothing where nobody watches. */
export class MovingLine {
  private readonly terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

  constructor(terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr) {
    this.terminal = terminal;
  }

  show(text: string): void {
    if (this.terminal.isTTY) this.terminal.write(`\r\u001b[K${text}`);
  }

  clear(): void {
    if (this.terminal.isTTY) this.terminal.write('\r\u001b[K');
  }
}
