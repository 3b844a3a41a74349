import type { Problem } from '../../problem/problem.ts';

/** A sign-in at the login issuer that came to nothing, and where the person had wanted to go. */
export class LoginFailed extends Error {
  override readonly name = 'LoginFailed';
  readonly problem: Problem;
  /** Absolute and allowed. */
  readonly returnUrl: string;

  constructor(problem: Problem, returnUrl: string) {
    super(problem.message, { cause: problem });
    this.problem = problem;
    this.returnUrl = returnUrl;
  }
}
