import { PREFIX } from './environment.ts';
import type { Report } from './fault.ts';
import { isFirstEditionOnly } from './first-edition.ts';
import { GivenValues, type Given, type Layer } from './given.ts';
import type { Names } from './names.ts';

/** What the sources give, in their order. */
export interface Layers {
  /** Empty where the store stands by itself. */
  readonly embedding: Layer;
  /** Undefined when it cannot be read; empty when there is none. */
  readonly file: Layer | undefined;
  readonly environment: Layer;
  readonly flags: Layer;
}

/** Of each setting the value that counts: later layers win. Names that mean nothing are reported. */
export function gather({ embedding, file, environment, flags }: Layers, names: Names, report: Report): GivenValues {
  const usesFile = file === undefined || file.length > 0 || embedding.length > 0;
  const values = new GivenValues(usesFile ? '' : PREFIX, file !== undefined);
  for (const layer of [embedding, file ?? [], environment, flags]) {
    const ofLayer = new Map<string, Given>();
    for (const given of layer) {
      const name = names.canonical(given.name);
      if (name === undefined) {
        reportUnknown(given, names, report);
        continue;
      }
      const other = ofLayer.get(name);
      if (other) reportTwice(name, other, given, report);
      else ofLayer.set(name, given);
    }
    for (const [name, given] of ofLayer) values.set(name, given);
  }
  return values;
}

function reportUnknown(given: Given, names: Names, report: Report): void {
  if (names.isExcused(given.name)) return;
  if (isFirstEditionOnly(given.name)) {
    report.warn(given, 'is a setting of the first edition that means nothing any more; it is ignored');
    return;
  }
  const prefix = given.label.startsWith(PREFIX) ? PREFIX : '';
  report.fault(given.name, given, names.explainUnknown(given.name, prefix));
}

/** Two spellings in one source: harmless when they say the same. */
function reportTwice(name: string, one: Given, other: Given, report: Report): void {
  if (one.inFile === other.inFile && one.value === other.value) return;
  report.fault(name, other, `${one.label} is set as well; keep one of them`);
}
