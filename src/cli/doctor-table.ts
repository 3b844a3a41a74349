import type { Finding, Verdict } from '../providers/doctor/finding.ts';
import { printable } from './printable.ts';

/** What was found about one provider. */
export interface Report {
  provider: string;
  findings: readonly Finding[];
}

const MARKS: Record<Verdict, string> = { good: 'ok', wrong: 'WRONG', unsure: '?' };

/** A line for each finding, under the provider's name. */
export function doctorTable(reports: readonly Report[]): string {
  return reports.map(({ provider, findings }) => [provider, ...findings.map(lineOf), ''].join('\n')).join('\n');
}

function lineOf({ check, verdict, says }: Finding): string {
  // What a server said of itself may be among the words.
  return `  ${MARKS[verdict].padEnd(5)}  ${check.padEnd(9)}  ${printable(says)}`;
}
