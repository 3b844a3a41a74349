/** A key management service, with one key of its own that wraps ours. */
export interface KeyWrap {
  /** @returns the wrapped key as `CRYPTOKEY` takes it  @throws KeysUnavailable, StartupError */
  wrap(key: Uint8Array): Promise<string>;
  /** @param text a wrapped key of this service's as it stands in `CRYPTOKEY`  @throws KeysUnavailable, StartupError */
  unwrap(text: string): Promise<Uint8Array>;
  close(): Promise<void>;
}
