import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { KeyRing } from './key-ring.ts';
import { KnownKeys } from './known-keys.ts';
import { lockedRing } from './unlock.ts';

/** The keys of `CRYPTOKEY`; where they have to be fetched, a ring that start-up fills. */
@Module({
  providers: [
    {
      provide: KeyRing,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => lockedRing(settings),
    },
    {
      provide: KnownKeys,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new KnownKeys(database, ring),
    },
  ],
  exports: [KeyRing, KnownKeys],
})
export class CryptoModule {}
