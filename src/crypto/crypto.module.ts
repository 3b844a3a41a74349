import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../settings/settings.ts';
import { KeyRing } from './key-ring.ts';
import { SealingKey } from './sealing-key.ts';

/** The keys of `CRYPTOKEY`; without it a ring that start-up fills with the machine's own. */
@Module({
  providers: [
    {
      provide: KeyRing,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new KeyRing((settings.CRYPTOKEY ?? []).map((key) => new SealingKey(key))),
    },
  ],
  exports: [KeyRing],
})
export class CryptoModule {}
