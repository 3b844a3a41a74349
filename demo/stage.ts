import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availablePort } from './ports.ts';
import {
  bearerOfAlice,
  closeProviders,
  introduceStore,
  settingsFor,
  startProviders,
  type Providers,
} from './providers.ts';
import { StoreProcess } from './store-process.ts';

/** All that runs in the demo. */
export interface Scene {
  readonly store: StoreProcess;
  readonly providers: Providers;
  /** With which a service calls the store for Alice. */
  readonly bearer: string;
  /** Where that lies, for the reader's own calls. */
  readonly bearerFile: string;
  readonly directory: string;
}

/** Sets the scene up, and clears away whatever of it there is. */
export class Stage {
  #directory: string | undefined;
  #providers: Providers | undefined;
  #store: StoreProcess | undefined;

  /** @throws Trouble when the store does not come up; the signal's reason when that is aborted */
  async setUp(root: string, signal: AbortSignal): Promise<Scene> {
    signal.throwIfAborted();
    const directory = (this.#directory = await mkdtemp(join(tmpdir(), 'tokenstore-demo-')));
    const providers = (this.#providers = await startProviders());
    const bearer = await bearerOfAlice(providers);
    const bearerFile = join(directory, 'alice.token');
    await writeFile(bearerFile, bearer, { mode: 0o600 });

    const port = await availablePort(5000);
    signal.throwIfAborted();
    const store = (this.#store = new StoreProcess({ root, directory, port, settings: settingsFor(providers) }));
    introduceStore(providers, store.base);
    await store.ready(signal);
    return { store, providers, bearer, bearerFile, directory };
  }

  async clear(): Promise<void> {
    await this.#store?.stop();
    if (this.#providers) await closeProviders(this.#providers);
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
  }
}
