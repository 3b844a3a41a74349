import { Module } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.ts';
import { AuditModule } from '../../audit/audit.module.ts';
import { ClientDirectory } from '../../clients/client-directory.ts';
import { ClientsModule } from '../../clients/clients.module.ts';
import { ClientStore } from '../../clients/client.store.ts';
import { ConsentStore } from '../../clients/consent.store.ts';
import { RuleStore } from '../../clients/rule.store.ts';
import { ProviderCatalogue } from '../../providers/catalogue.ts';
import type { OAuthClient } from '../../providers/oauth-client.ts';
import { LOGIN_CLIENT } from '../../providers/oauth-clients.ts';
import { ProvidersModule } from '../../providers/providers.module.ts';
import { PublicUrls } from '../../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../../settings/settings.ts';
import { UserStore } from '../../users/user.store.ts';
import { UsersModule } from '../../users/users.module.ts';
import { loginIssuerOf } from '../login-issuer.ts';
import { Consents } from './consents.ts';
import { Delegations } from './delegations.ts';
import { ManageClients } from './manage-clients.ts';
import { UserFinder } from './user-finder.ts';

@Module({
  imports: [AuditModule, ClientsModule, ProvidersModule, UsersModule],
  providers: [
    {
      provide: UserFinder,
      inject: [UserStore, LOGIN_CLIENT, SETTINGS],
      useFactory: (users: UserStore, login: OAuthClient | undefined, { jupyterhub }: Settings) =>
        new UserFinder(users, loginIssuerOf(login, jupyterhub)),
    },
    {
      provide: Delegations,
      inject: [UserFinder, RuleStore, PublicUrls],
      useFactory: (users: UserFinder, rules: RuleStore, urls: PublicUrls) => new Delegations(users, rules, urls),
    },
    {
      provide: Consents,
      inject: [UserFinder, ClientDirectory, RuleStore, ConsentStore, ProviderCatalogue, AuditLog],
      useFactory: (
        users: UserFinder,
        clients: ClientDirectory,
        rules: RuleStore,
        store: ConsentStore,
        catalogue: ProviderCatalogue,
        audit: AuditLog,
      ) => new Consents({ users, clients, rules, store, catalogue, audit }),
    },
    {
      provide: ManageClients,
      inject: [ClientDirectory, ClientStore, RuleStore, ProviderCatalogue, AuditLog, SETTINGS],
      useFactory: (
        directory: ClientDirectory,
        store: ClientStore,
        rules: RuleStore,
        catalogue: ProviderCatalogue,
        audit: AuditLog,
        { trustedIssuers: trusted, jupyterhub: hub }: Settings,
      ) => {
        const trustedIssuers = [...trusted.map(({ ISSUER }) => ISSUER), ...(hub === undefined ? [] : [hub.url])];
        return new ManageClients({ directory, store, rules, catalogue, audit, trustedIssuers });
      },
    },
  ],
  exports: [Consents, Delegations, ManageClients],
})
export class DelegationModule {}
