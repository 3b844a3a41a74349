import { MovingLine } from './moving-line.ts';

const WIDTH = 30;
/** Where nobody watches: a line each tenth of the way. */
const STEP = 0.1;

/** How far a rotation is: a bar on a terminal, elsewhere a plain line now and then. On standard error. */
export class RotationProgress {
  private readonly all: number;
  private readonly line = new MovingLine();
  private readonly begun = performance.now();
  private done = 0;
  private told = 0;

  /** @param all values to seal, as far as is known */
  constructor(all: number) {
    this.all = all;
  }

  add(values: number): void {
    this.done += values;
    const share = this.all === 0 ? 1 : Math.min(1, this.done / this.all);
    if (process.stderr.isTTY) this.line.show(`[${'#'.repeat(share * WIDTH).padEnd(WIDTH)}] ${this.words(share)}`);
    else if (values > 0 && share >= this.told + STEP) {
      this.told = Math.floor(share / STEP) * STEP;
      process.stderr.write(`${this.words(share)}\n`);
    }
  }

  /** Something that stays on the screen. */
  tell(text: string): void {
    this.line.clear();
    process.stderr.write(`${text}\n`);
  }

  end(): void {
    this.line.clear();
  }

  private words(share: number): string {
    const seconds = Math.max(0.001, (performance.now() - this.begun) / 1000);
    return `${Math.floor(share * 100)} %, ${this.done} of ${Math.max(this.all, this.done)}, ${Math.round(this.done / seconds)}/s`;
  }
}
