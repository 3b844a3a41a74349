import { Problem } from '../problem/problem.ts';

/** Whoever it is proved it, and may not come in: to programs like any other credential that is not accepted. */
export class UserDisabled extends Problem {
  constructor() {
    super('unauthenticated', 'This user was disabled.');
  }
}
