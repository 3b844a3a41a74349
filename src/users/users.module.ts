import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { UserStore } from './user.store.ts';

@Module({
  providers: [{ provide: UserStore, inject: [Database], useFactory: (database: Database) => new UserStore(database) }],
  exports: [UserStore],
})
export class UsersModule {}
