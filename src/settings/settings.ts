import type { z } from 'zod';
import type { HubSettings } from './hub.ts';
import type { Plugin } from '../plugins/plugin.ts';
import type { common, CommonValues } from './schema.ts';
import type { ProviderInput, ProviderValues } from './schema/provider.ts';
import type { trustedIssuer, TrustedIssuerValues } from './schema/trusted-issuer.ts';

/** The token under which the settings are injected. */
export const SETTINGS: unique symbol = Symbol('SETTINGS');

/** Names whose value is computed when it is unset, or without which the service does not start. */
type AlwaysThere = 'BASE_URL' | 'RETURN_URLS' | 'DATABASE_URL' | 'OIDC_AUDIENCE';

type Complete<T, Names extends keyof T> = Readonly<Omit<T, Names>> & {
  readonly [Name in Names]-?: NonNullable<T[Name]>;
};

/**
 * What the operator configured, checked and frozen throughout. Durations are milliseconds, paths are absolute, and
 * `BASE_URL` and `RETURN_URLS` have no slash at the end.
 */
export type Settings = Complete<CommonValues, AlwaysThere> & {
  /** In the order of `TOKEN_PROVIDERS`. */
  readonly providers: readonly ProviderSettings[];
  /** In the order of `TRUSTED_ISSUERS`. */
  readonly trustedIssuers: readonly TrustedIssuerSettings[];
  /** `undefined` where it is no service of a JupyterHub. */
  readonly jupyterhub: HubSettings | undefined;
  /** In the order of `PLUGINS`. */
  readonly plugins: readonly Plugin[];
};

/** The settings of one provider, without its id in front of their names. */
export type ProviderSettings = Complete<ProviderValues, 'CLIENT_ID'> & {
  /** As `TOKEN_PROVIDERS` spells it. */
  readonly id: string;
};

/** The settings of one trusted issuer, without its id in front of their names. */
export type TrustedIssuerSettings = Complete<TrustedIssuerValues, 'ISSUER' | 'AUDIENCE'> & {
  /** As `TRUSTED_ISSUERS` spells it. */
  readonly id: string;
};

type CommonInput = z.input<typeof common>;
type IssuerInput = z.input<typeof trustedIssuer>;

/** What a common setting takes whose name could as well be a provider's or an issuer's setting: `OIDC_SCOPE`, beside `IDP1_SCOPE`. */
type Namesake<Name extends string> = {
  [Other in keyof CommonInput]: Other extends `${string}_${Name}` ? CommonInput[Other] : never;
}[keyof CommonInput];

/** What a settings file exports by default: any setting by its name, as it is written. */
export type SettingsFile = CommonInput & {
  /** The first edition's name of `DATABASE_URL`. */
  SQLALCHEMY_DATABASE_URI?: string | undefined;
} & {
  [Name in keyof ProviderInput as `${string}_${Name}`]?: ProviderInput[Name] | Namesake<Name>;
} & {
  [Name in keyof IssuerInput as `${string}_${Name}`]?: IssuerInput[Name] | Namesake<Name>;
};
