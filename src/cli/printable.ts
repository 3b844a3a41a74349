/** Text that others wrote: no control character of theirs reaches a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
