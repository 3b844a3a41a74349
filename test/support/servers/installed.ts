import { describe, it } from '@jest/globals';

/**
 * `describe` for specs that need a server which may not be installed: skipped aloud then, and a failure in CI.
 * `missing` says what is not there; undefined when all is.
 */
export function describeWith(missing: string | undefined): typeof describe | typeof describe.skip {
  if (missing === undefined) return describe;
  const advice = `${missing} is not installed: sudo bash test/support/servers/install.sh (Debian, Ubuntu)`;
  if (!process.env['CI']) {
    console.warn(`Skipped, for ${advice}`);
    return describe.skip;
  }
  describe(missing, () => {
    it('is installed', () => {
      throw new Error(advice);
    });
  });
  return describe.skip;
}
