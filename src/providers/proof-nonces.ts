/**
 * The nonces that a server wants in proofs (RFC 9449 section 8), by origin, as it gave them last: the next request needs no
 * round trip to learn one, whatever key it proves. Kept in memory.
 */
export class ProofNonces {
  private readonly byOrigin = new Map<string, string>();

  /** @param headers those of an answer from `url` */
  learn(url: string, headers: Headers): void {
    const nonce = headers.get('dpop-nonce');
    if (nonce !== null && nonce !== '') this.byOrigin.set(new URL(url).origin, nonce);
  }

  /** What a proof for `url` should bear; `undefined` where none was given yet. */
  for(url: string): string | undefined {
    return this.byOrigin.get(new URL(url).origin);
  }
}
