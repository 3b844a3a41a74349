import { Module } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.ts';
import { AuditModule } from '../audit/audit.module.ts';
import type { LocalAccounts } from '../auth/local/local-accounts.ts';
import { LOCAL_ACCOUNTS, LocalModule } from '../auth/local/local.module.ts';
import { digest } from '../crypto/hashing.ts';
import { hashForBoth } from '../crypto/passwords.ts';
import { GrantStore } from '../grants/grant.store.ts';
import { GrantsModule } from '../grants/grants.module.ts';
import { RevokeGrant } from '../grants/revoke/revoke-grant.ts';
import { LimitsModule } from '../limits/limits.module.ts';
import { RegistrationLimits } from '../limits/registration-limits.ts';
import { LOG, type Log } from '../log/logger.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { SignedInBrowsers } from '../sessions/signed-in-browsers.ts';
import { PublicUrls } from '../settings/public-urls.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { LocalAccountStore } from '../users/local-account.store.ts';
import { UserDirectory } from '../users/user-directory.ts';
import { UserStore } from '../users/user.store.ts';
import { UsersModule } from '../users/users.module.ts';
import { RegistrationStore } from '../users/workshops/registration.store.ts';
import { WorkshopStore } from '../users/workshops/workshop.store.ts';
import { EndWorkshop } from './end-workshop.ts';
import { ManageWorkshops } from './manage-workshops.ts';
import { Register } from './register.ts';
import {
  REGISTRATION_PAGE_PARTS,
  RegistrationController,
  type RegistrationPageParts,
} from './registration.controller.ts';
import { ClusterSecret, ownCluster } from './secret/cluster.ts';
import { SecretKeeper } from './secret/secret-keeper.ts';
import { WorkshopKeeper } from './workshop-keeper.ts';
import { WorkshopsController } from './workshops.controller.ts';

/** Events at which people register themselves: their page, what administrators do, and where the accounts go. */
@Module({
  imports: [AuditModule, GrantsModule, LimitsModule, LocalModule, SessionsModule, UsersModule],
  controllers: [RegistrationController, WorkshopsController],
  providers: [
    {
      provide: WorkshopKeeper,
      inject: [RegistrationStore, LOG, SETTINGS],
      useFactory: (registrations: RegistrationStore, log: Log, settings: Settings) =>
        new WorkshopKeeper(registrations, secretKeeper(registrations, log, settings), log),
    },
    {
      provide: ManageWorkshops,
      inject: [WorkshopStore, RegistrationStore, UserStore, SignedInBrowsers, AuditLog, WorkshopKeeper],
      useFactory: (
        workshops: WorkshopStore,
        registrations: RegistrationStore,
        users: UserStore,
        browsers: SignedInBrowsers,
        audit: AuditLog,
        keeper: WorkshopKeeper,
      ) =>
        new ManageWorkshops({
          ...{ workshops, registrations, users, browsers, audit },
          hash: hashForBoth,
          onChange: () => keeper.changed(),
        }),
    },
    {
      provide: EndWorkshop,
      inject: [
        ...[WorkshopStore, RegistrationStore, LocalAccountStore, UserStore, UserDirectory],
        ...[GrantStore, RevokeGrant, SignedInBrowsers, AuditLog, WorkshopKeeper],
      ],
      useFactory: (
        workshops: WorkshopStore,
        registrations: RegistrationStore,
        accounts: LocalAccountStore,
        users: UserStore,
        directory: UserDirectory,
        grants: GrantStore,
        revokeGrant: RevokeGrant,
        browsers: SignedInBrowsers,
        audit: AuditLog,
        keeper: WorkshopKeeper,
      ) =>
        new EndWorkshop({
          ...{ workshops, registrations, accounts, users },
          removal: { directory, grants, revokeGrant, browsers, audit },
          onChange: () => keeper.changed(),
        }),
    },
    {
      provide: REGISTRATION_PAGE_PARTS,
      inject: [
        ...[WorkshopStore, RegistrationStore, LOCAL_ACCOUNTS, RegistrationLimits],
        ...[PublicUrls, AuditLog, WorkshopKeeper, SETTINGS],
      ],
      useFactory: (
        workshops: WorkshopStore,
        registrations: RegistrationStore,
        accounts: LocalAccounts | undefined,
        limits: RegistrationLimits,
        urls: PublicUrls,
        audit: AuditLog,
        keeper: WorkshopKeeper,
        { WORKSHOP_RESERVED_NAMES }: Settings,
      ): RegistrationPageParts => {
        const reserved = new Set(WORKSHOP_RESERVED_NAMES.map((name) => name.toLowerCase()));
        const register = new Register({
          ...{ workshops, registrations, audit, hash: hashForBoth },
          isListed: async (name) => (await accounts?.isListed(name)) === true,
          isReserved: (name) => reserved.has(name) || keeper.isTheirs(name),
          onChange: () => keeper.changed(),
        });
        return { workshops, register, limits, urls };
      },
    },
  ],
  exports: [EndWorkshop, ManageWorkshops, WorkshopKeeper],
})
export class WorkshopModule {}

/** @returns `undefined` without `WORKSHOP_SECRET`, and where there is no cluster */
function secretKeeper(
  registrations: RegistrationStore,
  log: Log,
  { BASE_URL, WORKSHOP_SECRET: secret }: Settings,
): SecretKeeper | undefined {
  if (secret === undefined) return undefined;
  const cluster = ownCluster(process.env);
  if (cluster === undefined) {
    log.error(
      'WORKSHOP_SECRET: this is no pod of a cluster (KUBERNETES_SERVICE_HOST is not set); no Secret is written',
    );
    return undefined;
  }
  return new SecretKeeper({
    secret: new ClusterSecret(cluster, secret),
    key: secret.key,
    store: Buffer.from(digest(BASE_URL), 'base64url').toString('hex').slice(0, 12),
    entries: () => registrations.entries(),
    log,
  });
}
