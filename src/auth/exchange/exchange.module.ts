import { Module } from '@nestjs/common';
import { ClientDirectory } from '../../clients/client-directory.ts';
import { ClientsModule } from '../../clients/clients.module.ts';
import { Limits } from '../../limits/limits.ts';
import { LimitsModule } from '../../limits/limits.module.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { ApiKeyAuthenticator } from '../api-key/api-key-authenticator.ts';
import { AuthModule } from '../auth.module.ts';
import { AccessTokens } from '../bearer/access-tokens.ts';
import { BearerAuthenticator } from '../bearer/bearer-authenticator.ts';
import { IdTokens } from '../bearer/id-tokens.ts';
import { Identity } from '../identity.ts';
import { ClientAuthentication } from './client-authentication.ts';
import { SubjectTokens } from './subject-tokens.ts';

/** Who asks the token endpoint, and for whom. */
@Module({
  imports: [AuthModule, ClientsModule, LimitsModule],
  providers: [
    {
      provide: ClientAuthentication,
      inject: [ClientDirectory, ApiKeyAuthenticator, BearerAuthenticator, Identity, Limits, LOG],
      useFactory: (
        clients: ClientDirectory,
        apiKeys: ApiKeyAuthenticator,
        bearers: BearerAuthenticator,
        identity: Identity,
        limits: Limits,
        log: Log,
      ) => new ClientAuthentication({ clients, apiKeys, bearers, identity, limits, log }),
    },
    {
      provide: SubjectTokens,
      inject: [AccessTokens, IdTokens, Identity],
      useFactory: (accessTokens: AccessTokens, idTokens: IdTokens, identity: Identity) =>
        new SubjectTokens(accessTokens, idTokens, identity),
    },
  ],
  exports: [ClientAuthentication, SubjectTokens],
})
export class ExchangeModule {}
