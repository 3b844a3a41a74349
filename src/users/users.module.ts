import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { LocalAccountStore } from './local-account.store.ts';
import { UserDirectory } from './user-directory.ts';
import { UserStore } from './user.store.ts';

@Module({
  providers: [
    { provide: UserStore, inject: [Database], useFactory: (database: Database) => new UserStore(database) },
    {
      provide: LocalAccountStore,
      inject: [Database],
      useFactory: (database: Database) => new LocalAccountStore(database),
    },
    { provide: UserDirectory, inject: [Database], useFactory: (database: Database) => new UserDirectory(database) },
  ],
  exports: [LocalAccountStore, UserDirectory, UserStore],
})
export class UsersModule {}
