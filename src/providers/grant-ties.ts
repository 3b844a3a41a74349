/** What the requests of one grant need besides its tokens. */
export interface GrantTies {
  /** The host that the account is at, in place of the provider's usual one. */
  tokenHost?: string | undefined;
  /** The key that its tokens are bound to (RFC 9449): a private JWK as text. */
  proofKey?: string | undefined;
}
