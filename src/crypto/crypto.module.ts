import { Module } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { KeyRing } from './key-ring.ts';
import { KnownKeys } from './known-keys.ts';
import { SealingKey } from './sealing-key.ts';

/** The keys of `CRYPTOKEY`; without it a ring that start-up fills with the machine's own. */
@Module({
  providers: [
    {
      provide: KeyRing,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new KeyRing((settings.CRYPTOKEY ?? []).map((key) => new SealingKey(key))),
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
