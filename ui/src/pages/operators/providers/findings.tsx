import type { ReactNode } from 'react';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import type { Examination, Finding } from './provider-queries.ts';

const TONES: Record<Finding['verdict'], string> = { good: 'good', wrong: 'bad', unsure: 'warn' };
/** What needs somebody comes first. */
const ORDER: readonly Finding['verdict'][] = ['wrong', 'unsure', 'good'];

/** What the doctor found, in the service's own words. */
export function Findings({ of: { examined_at: at, findings } }: { of: Examination }): ReactNode {
  const { operators } = useTexts();
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const count = (verdict: Finding['verdict']): number => findings.filter((one) => one.verdict === verdict).length;
  return (
    <div className="op-findings">
      <p>
        <strong>{operators.found(count('wrong'), count('unsure'))}</strong>{' '}
        <span className="soft">
          {operators.examined} <When at={at} />.
        </span>
      </p>
      <ul>
        {sorted.map(({ check, verdict, says }, i) => (
          <li key={i}>
            <span className={`badge ${TONES[verdict]}`}>{operators.verdicts[verdict]}</span>
            <span className="op-check">{check}</span>
            {/* The service says it in English alone. */}
            <span lang="en">{says}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
