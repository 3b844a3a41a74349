/** What was looked at. */
export type Check = 'reach' | 'clock' | 'discovery' | 'keys' | 'client' | 'redirect' | 'scopes' | 'refresh';

/** `unsure`: from here nobody can tell; the words say what to look at. */
export type Verdict = 'good' | 'wrong' | 'unsure';

/** One line about a provider. It says what to do where that is needed, and never holds a secret. */
export interface Finding {
  check: Check;
  verdict: Verdict;
  says: string;
}

export const good = (check: Check, says: string): Finding => ({ check, verdict: 'good', says });
export const wrong = (check: Check, says: string): Finding => ({ check, verdict: 'wrong', says });
export const unsure = (check: Check, says: string): Finding => ({ check, verdict: 'unsure', says });
