import { z } from 'zod';
import { database } from './schema/database.ts';
import { provider, providerList } from './schema/provider.ts';
import { service } from './schema/service.ts';
import { signingIn } from './schema/signing-in.ts';
import { settingsOf, type Setting } from './setting.ts';

/** All settings but those of single providers. */
export const common = z.object({
  ...service.shape,
  ...database.shape,
  ...signingIn.shape,
  ...providerList.shape,
});

/** A chapter of the documentation. */
export interface Group {
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** The settings that have one value, in the order in which they are shown. */
export const commonGroups: readonly Group[] = [
  { title: 'The service', settings: settingsOf(service) },
  { title: 'Database, keys, sessions', settings: settingsOf(database) },
  { title: 'Signing in', settings: settingsOf(signingIn) },
  { title: 'Providers', settings: settingsOf(providerList) },
];

export type CommonValues = z.output<typeof common>;

export const commonSettings: readonly Setting[] = settingsOf(common);

/** The settings that each provider has; in a full name the provider's id stands in front. */
export const providerSettings: readonly Setting[] = settingsOf(provider);
