import { Module } from '@nestjs/common';
import { Clock } from '../../database/clock.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { Problem } from '../../problem/problem.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import { LOGIN_CLIENT } from '../../providers/oauth-clients.ts';
import { Outbound } from '../../providers/outbound.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { ServerMetadataSource } from '../../providers/server-metadata.ts';
import { SETTINGS, type Settings, type TrustedIssuerSettings } from '../../settings/settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { IdTokens } from './id-tokens.ts';
import { Introspection } from './introspection.ts';
import { JwtVerifier, type JwtIssuer } from './jwt-verifier.ts';
import { SignedTokens } from './signed-tokens.ts';
import { TrustedIssuers } from './trusted-issuers.ts';

/** The {@link JwtVerifier} of the login issuer, or `undefined`. */
const LOGIN_VERIFIER = Symbol('login verifier');

/** What judges tokens that somebody else issued. */
@Module({
  imports: [ProvidersModule],
  providers: [
    {
      provide: LOGIN_VERIFIER,
      inject: [LOGIN_CLIENT, Outbound, Clock, LOG],
      useFactory: (login: OAuthClient | undefined, outbound: Outbound, clock: Clock, log: Log) => {
        if (login === undefined) return undefined;
        const describe = async (): Promise<JwtIssuer> => {
          const { issuer, jwks_uri: jwksUri } = await login.server();
          return { issuer, jwksUri };
        };
        return new JwtVerifier(describe, outbound, clock, log);
      },
    },
    {
      provide: AccessTokens,
      inject: [LOGIN_CLIENT, LOGIN_VERIFIER, Clock, LOG, SETTINGS],
      useFactory: (
        login: OAuthClient | undefined,
        verifier: JwtVerifier | undefined,
        clock: Clock,
        log: Log,
        { OIDC_AUDIENCE: audiences, OIDC_INTROSPECTION: mode }: Settings,
      ) => {
        if (login === undefined || verifier === undefined) return new AccessTokens(undefined);
        const rules = { clientId: login.clientId, audiences, setting: 'OIDC_AUDIENCE' };
        const introspection = mode === 'never' ? undefined : new Introspection(login, rules, clock, log);
        const signed = new SignedTokens(verifier, rules, log);
        return new AccessTokens({ signed, introspection, introspectsAll: mode === 'always' });
      },
    },
    {
      provide: IdTokens,
      inject: [LOGIN_VERIFIER],
      useFactory: (verifier: JwtVerifier | undefined) => new IdTokens(verifier),
    },
    {
      provide: TrustedIssuers,
      inject: [Outbound, Clock, LOG, SETTINGS],
      useFactory: (outbound: Outbound, clock: Clock, log: Log, { trustedIssuers }: Settings) => {
        const issuers = trustedIssuers.map((settings) => {
          const describe = describer(settings, outbound, clock);
          return { settings, verifier: new JwtVerifier(describe, outbound, clock, log) };
        });
        return new TrustedIssuers(issuers, log);
      },
    },
  ],
  exports: [AccessTokens, IdTokens, TrustedIssuers],
})
export class BearerModule {}

/** A trusted issuer's keys: where the settings say, else where its discovery does. */
function describer(
  { ISSUER: issuer, JWKS_URL: jwksUri }: TrustedIssuerSettings,
  outbound: Outbound,
  clock: Clock,
): () => Promise<JwtIssuer> {
  if (jwksUri !== undefined) return () => Promise.resolve({ issuer, jwksUri });
  const source = new ServerMetadataSource({ discoveryUrl: issuer }, outbound, clock);
  return async () => {
    const found = await source.get();
    // Discovery forgives a slash at the end; the name in the tokens does not.
    if (found.issuer !== issuer) {
      throw new Problem('provider_misconfigured', 'A trusted issuer gives itself another name than the settings do.', {
        cause: new Error(`${issuer} says that it is ${found.issuer}`),
      });
    }
    return { issuer, jwksUri: found.jwks_uri };
  };
}
