import { presets } from '../../src/presets/presets.ts';
import { startStore, type Env, type TestStore } from '../support/store.ts';
import type { EndpointName, Family } from '../zoo/authorization-server.ts';
import { startZoo, type Zoo } from '../zoo/zoo.ts';

/** A store of its own for a family: what an operator sets with its preset, at the zoo's addresses. */
export interface Walk {
  zoo: Zoo;
  store: TestStore;
  stop: () => Promise<void>;
}

/** The provider's id in every walk. */
export const ID = 'animal';

/** Which setting says where a family's endpoint is. */
const SETTINGS: Partial<Record<EndpointName, string>> = {
  authorize: 'AUTHORIZE_URL',
  token: 'TOKEN_URL',
  refresh: 'REFRESH_URL',
  exchange: 'EXCHANGE_URL',
  revoke: 'REVOKE_URL',
  userinfo: 'USERINFO_URL',
};

/**
 * @param preset whose settings are taken
 * @param env further settings of the provider, without its id in front
 */
export async function startWalk(family: Family, preset: string, databaseUrl: string, env: Env = {}): Promise<Walk> {
  const zoo = await startZoo(family);
  const settings = { ...settingsAt(zoo, preset), ...env };
  const named = Object.entries(settings).map(([name, value]) => [`${ID.toUpperCase()}_${name}`, value]);
  const store = await startStore({ databaseUrl, env: { TOKEN_PROVIDERS: ID, ...(Object.fromEntries(named) as Env) } });
  return {
    zoo,
    store,
    async stop() {
      await store.stop();
      await zoo.close();
    },
  };
}

function settingsAt({ origin, origins, endpoints, client }: Zoo, name: string): Env {
  const knobs = presets.find((preset) => preset.name === name)?.knobs;
  if (knobs === undefined) throw new Error(`no preset is called ${name}`);
  const settings: Env = { PRESET: name, CLIENT_ID: client.id, CLIENT_SECRET: client.secret };
  if (knobs.TOKEN_HOSTS !== undefined) settings['TOKEN_HOSTS'] = origins.map((one) => new URL(one).host).join();
  if (knobs.AUTHORIZE_URL?.startsWith('{server}') === true) return { ...settings, SERVER: origin };
  if (knobs.DISCOVERY_URL !== undefined) {
    const discovered = { ...settings, DISCOVERY_URL: endpoints.discovery };
    return knobs.REVOKE_URL === undefined ? discovered : { ...discovered, REVOKE_URL: endpoints.revoke };
  }
  for (const [endpoint, setting] of Object.entries(SETTINGS)) {
    const url = endpoints[endpoint as EndpointName];
    const usual = Object.entries(knobs).find(([knob]) => knob === setting)?.[1];
    // What the preset has in the query is a habit of the provider's, not its address.
    if (url !== undefined && typeof usual === 'string') settings[setting] = url + (/\?.*$/.exec(usual)?.[0] ?? '');
  }
  return settings;
}
