/** Where a value came from, in the operator's words. */
export interface Place {
  /** As it stands in front of a message: `TOKENSTORE_PORT`, `PORT (settings.ts)`, `--port`. */
  readonly label: string;
  /** As it is shown beside a value: `environment TOKENSTORE_PORT`, `settings.ts`, `flag --port`, `default`. */
  readonly origin: string;
}

/** One setting that is wrong. */
export interface Fault {
  /** The setting's name, without any prefix; for a name that is not known, that name. */
  readonly name: string;
  readonly origin: string;
  /** A line for the operator that never contains a secret: `TOKENSTORE_PORT: "abc" is not a port (1–65535)`. */
  readonly message: string;
}

/** Some settings are wrong: all of them, so that one start shows all there is to mend. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const head = faults.length === 1 ? 'A setting is wrong:' : `${faults.length} settings are wrong:`;
    super([head, ...faults.map(({ message }) => `  ${message}`)].join('\n'));
    this.faults = faults;
  }
}

/** What was found while the settings were read. A phrase continues a sentence whose subject is the setting. */
export class Report {
  readonly #faults: Fault[] = [];
  readonly #warnings: string[] = [];

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  fault(name: string, { label, origin }: Place, phrase: string): void {
    this.#faults.push({ name, origin, message: `${label}: ${phrase}` });
  }

  warn({ label }: Place, phrase: string): void {
    this.#warnings.push(`${label}: ${phrase}`);
  }
}
