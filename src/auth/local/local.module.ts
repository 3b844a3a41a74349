import { Module } from '@nestjs/common';
import { Clock } from '../../database/clock.ts';
import { Limits } from '../../limits/limits.ts';
import { LimitsModule } from '../../limits/limits.module.ts';
import { LOG, type Log } from '../../log/logger.ts';
import { SETTINGS, type Settings } from '../../settings/settings.ts';
import { LocalAccountStore } from '../../users/local-account.store.ts';
import { UsersModule } from '../../users/users.module.ts';
import { HtpasswdFile } from './htpasswd-file.ts';
import { LocalAccounts } from './local-accounts.ts';

/** {@link LocalAccounts}, or `undefined` without `LOCAL_ACCOUNTS`. */
export const LOCAL_ACCOUNTS = Symbol('local accounts');

@Module({
  imports: [LimitsModule, UsersModule],
  providers: [
    {
      provide: LOCAL_ACCOUNTS,
      inject: [LocalAccountStore, Limits, Clock, LOG, SETTINGS],
      useFactory: (
        store: LocalAccountStore,
        limits: Limits,
        clock: Clock,
        log: Log,
        { LOCAL_ACCOUNTS: isOn, HTPASSWD_FILE: path }: Settings,
      ) => {
        if (!isOn) return undefined;
        const htpasswd = path === undefined ? undefined : new HtpasswdFile(path, clock, log);
        return new LocalAccounts({ store, htpasswd, limits, clock });
      },
    },
  ],
  exports: [LOCAL_ACCOUNTS],
})
export class LocalModule {}
