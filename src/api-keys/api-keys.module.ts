import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { ApiKeyStore } from './api-key.store.ts';

@Module({
  providers: [
    { provide: ApiKeyStore, inject: [Database], useFactory: (database: Database) => new ApiKeyStore(database) },
  ],
  exports: [ApiKeyStore],
})
export class ApiKeysModule {}
