/** The operating system's place for secrets: Keychain, Credential Manager, Secret Service. Each call may fail. */
export interface Keyring {
  get(account: string): Promise<string | undefined>;
  set(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const SERVICE = 'tokenstore';

/** The package is optional, and has no binary for some platforms. */
export async function keyringOf(): Promise<Keyring | undefined> {
  const library = await import('@napi-rs/keyring').catch(() => undefined);
  if (library === undefined) return undefined;
  // Without the Secret Service the library takes to the kernel's keyring, which forgets everything at the next start.
  const entry = (account: string) => new library.AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  return {
    get: async (account) => (await entry(account).getPassword()) ?? undefined,
    set: async (account, secret) => entry(account).setPassword(secret),
    remove: async (account) => {
      await entry(account).deletePassword();
    },
  };
}
