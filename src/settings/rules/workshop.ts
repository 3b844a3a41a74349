import type { Checked } from '../check.ts';
import type { CommonValues } from '../schema.ts';

const OF_WORKSHOPS = ['WORKSHOP_RESERVED_NAMES', 'WORKSHOP_RATE', 'WORKSHOP_SECRET'] as const;

/** What follows for workshops. */
export function checkWorkshop(checked: Checked<CommonValues>): void {
  const { WORKSHOP, LOCAL_ACCOUNTS } = checked.values;
  if (WORKSHOP && !LOCAL_ACCOUNTS) {
    checked.fault(['WORKSHOP', 'LOCAL_ACCOUNTS'], 'needs LOCAL_ACCOUNTS to be true: people register for accounts here');
  }
  for (const name of OF_WORKSHOPS) {
    if (!WORKSHOP && checked.isGiven(name)) checked.fault([name, 'WORKSHOP'], 'means nothing unless WORKSHOP is true');
  }
}
