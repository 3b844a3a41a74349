import { claimAt, type Claims } from '../claims.ts';

/** By the claim's dotted path the text that it must be, `*` standing for any text; of a list one member. */
export type ClaimRules = Readonly<Record<string, string>>;

/** Whether the claims meet every rule. */
export function meetsRules(claims: Claims, rules: ClaimRules): boolean {
  return Object.entries(rules).every(([path, wanted]) =>
    textsOf(claimAt(claims, path)).some((text) => fits(text, wanted)),
  );
}

function textsOf(value: unknown): string[] {
  return [value].flat().flatMap((one: unknown) => {
    return typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [];
  });
}

/** Without an expression: whoever makes the claim must not choose how long it takes. */
function fits(text: string, wanted: string): boolean {
  const [head = '', ...rest] = wanted.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === wanted;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let from = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return from <= text.length - tail.length;
}
