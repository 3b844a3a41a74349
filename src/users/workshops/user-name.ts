const LONGEST = 32;
const USER_NAME = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/;

/**
 * A name that people may give themselves: small ASCII letters, digits, and single `.`, `_`, `-` between them. It has to do as
 * a name in htpasswd files, on Unix and in JupyterHub, where case does not tell people apart.
 */
export function isUserName(text: string): boolean {
  return text.length >= 2 && text.length <= LONGEST && USER_NAME.test(text);
}
