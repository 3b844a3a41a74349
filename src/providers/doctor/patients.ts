import type { Clock } from '../../database/clock.ts';
import { providerPrefix } from '../../settings/provider-ids.ts';
import type { PublicUrls } from '../../settings/public-urls.ts';
import type { ProviderSettings, Settings } from '../../settings/settings.ts';
import { createLoginClient, createProvider, loginKnobs } from '../oauth-clients.ts';
import type { Outbound } from '../outbound.ts';
import type { Patient } from './patient.ts';

/** What an examination goes by. */
export interface Instruments {
  outbound: Outbound;
  clock: Clock;
  urls: PublicUrls;
}

/** A provider, with a client of its own that has learnt nothing yet: neither metadata nor which secret is taken. */
export function providerPatient(settings: ProviderSettings, { outbound, clock, urls }: Instruments): Patient {
  const { client } = createProvider(settings, outbound, clock);
  const { id } = settings;
  return {
    ...{ client, knobs: settings, outbound, clock },
    ...{ prefix: providerPrefix(id), redirectUri: urls.callback('v2', id) },
  };
}

/** Likewise, the issuer that people sign in at; `undefined` where they do so with local accounts alone. */
export function loginPatient(settings: Settings, { outbound, clock, urls }: Instruments): Patient | undefined {
  const client = createLoginClient(settings, outbound, clock);
  const knobs = loginKnobs(settings);
  if (client === undefined || knobs === undefined) return undefined;
  return { client, knobs, outbound, clock, prefix: 'OIDC_', redirectUri: urls.loginCallback, isLogin: true };
}
