import { Module } from '@nestjs/common';
import { CryptoModule } from '../crypto/crypto.module.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { Database } from '../database/database.ts';
import { LocalAccountStore } from './local-account.store.ts';
import { UserDirectory } from './user-directory.ts';
import { UserStore } from './user.store.ts';
import { RegistrationStore } from './workshops/registration.store.ts';
import { WorkshopStore } from './workshops/workshop.store.ts';

@Module({
  imports: [CryptoModule],
  providers: [
    { provide: UserStore, inject: [Database], useFactory: (database: Database) => new UserStore(database) },
    {
      provide: LocalAccountStore,
      inject: [Database],
      useFactory: (database: Database) => new LocalAccountStore(database),
    },
    { provide: WorkshopStore, inject: [Database], useFactory: (database: Database) => new WorkshopStore(database) },
    {
      provide: RegistrationStore,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new RegistrationStore(database, ring),
    },
    { provide: UserDirectory, inject: [Database], useFactory: (database: Database) => new UserDirectory(database) },
  ],
  exports: [LocalAccountStore, RegistrationStore, UserDirectory, UserStore, WorkshopStore],
})
export class UsersModule {}
