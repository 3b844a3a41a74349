/** Ends the process with one line where Node.js is too old to run what comes next. */
export function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  process.stderr.write(`tokenstore needs Node.js 22.19 or newer, and this is ${process.versions.node}.\n`);
  process.exit(1);
}
