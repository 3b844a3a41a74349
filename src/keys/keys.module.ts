import { Module } from '@nestjs/common';
import { CryptoModule } from '../crypto/crypto.module.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { Database } from '../database/database.ts';
import { LOG, type Log } from '../log/logger.ts';
import { KeyUsage } from './key-usage.ts';
import { RingWatch } from './ring-watch.ts';

/** Which key of the ring seals, in agreement with all processes that live. */
@Module({
  imports: [CryptoModule],
  providers: [
    {
      provide: RingWatch,
      inject: [KeyRing, Database, LOG],
      useFactory: (ring: KeyRing, database: Database, log: Log) =>
        new RingWatch({ ring, connection: () => database.connection, log }),
    },
    {
      provide: KeyUsage,
      inject: [Database, KeyRing],
      useFactory: (database: Database, ring: KeyRing) => new KeyUsage(database, ring),
    },
  ],
  exports: [KeyUsage, RingWatch],
})
export class KeysModule {}
