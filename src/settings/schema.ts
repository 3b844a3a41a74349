import { z } from 'zod';
import { clients } from './schema/clients.ts';
import { database } from './schema/database.ts';
import { kms } from './schema/kms.ts';
import { jupyterhub } from './schema/jupyterhub.ts';
import { provider, providerList } from './schema/provider.ts';
import { service } from './schema/service.ts';
import { signingIn } from './schema/signing-in.ts';
import { trustedIssuer } from './schema/trusted-issuer.ts';
import { workshop } from './schema/workshop.ts';
import { settingsOf, type Setting } from './setting.ts';

/** All settings but those of single providers and trusted issuers. */
export const common = z.object({
  ...service.shape,
  ...database.shape,
  ...kms.shape,
  ...signingIn.shape,
  ...jupyterhub.shape,
  ...workshop.shape,
  ...providerList.shape,
  ...clients.shape,
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
  { title: 'Key management service', settings: settingsOf(kms) },
  { title: 'Signing in', settings: settingsOf(signingIn) },
  { title: 'JupyterHub', settings: settingsOf(jupyterhub) },
  { title: 'Workshops', settings: settingsOf(workshop) },
  { title: 'Providers', settings: settingsOf(providerList) },
  { title: 'Clients', settings: settingsOf(clients) },
];

export type CommonValues = z.output<typeof common>;

export const commonSettings: readonly Setting[] = settingsOf(common);

/** The settings that each provider has; in a full name the provider's id stands in front. */
export const providerSettings: readonly Setting[] = settingsOf(provider);

/** The settings that each trusted issuer has; likewise. */
export const issuerSettings: readonly Setting[] = settingsOf(trustedIssuer);
