import { Module } from '@nestjs/common';
import { ClientAuthentication } from '../../auth/exchange/client-authentication.ts';
import { ExchangeModule } from '../../auth/exchange/exchange.module.ts';
import { SubjectTokens } from '../../auth/exchange/subject-tokens.ts';
import { GrantsModule } from '../../grants/grants.module.ts';
import { GiveToken } from '../../grants/token/give-token.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { MetadataController } from './metadata.controller.ts';
import { OAuthTokenController } from './token.controller.ts';
import { TokenExchange } from './token-exchange.ts';

/** The token endpoint, and what describes it. */
@Module({
  imports: [ExchangeModule, GrantsModule, ProvidersModule],
  controllers: [MetadataController, OAuthTokenController],
  providers: [
    {
      provide: TokenExchange,
      inject: [ClientAuthentication, SubjectTokens, ProviderCatalogue, GiveToken],
      useFactory: (
        clients: ClientAuthentication,
        subjects: SubjectTokens,
        catalogue: ProviderCatalogue,
        giveToken: GiveToken,
      ) => new TokenExchange({ clients, subjects, catalogue, giveToken }),
    },
  ],
})
export class OAuthModule {}
