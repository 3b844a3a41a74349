import { Module, type DynamicModule } from '@nestjs/common';
import { PublicUrls } from './public-urls.ts';
import { ReturnUrls } from './return-urls.ts';
import { SETTINGS, type Settings } from './settings.ts';

/** The settings, for all. */
@Module({})
export class SettingsModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: PublicUrls, useValue: new PublicUrls(settings.BASE_URL) },
        { provide: ReturnUrls, useValue: new ReturnUrls(settings.RETURN_URLS, settings.BASE_URL) },
      ],
      exports: [SETTINGS, PublicUrls, ReturnUrls],
    };
  }
}
