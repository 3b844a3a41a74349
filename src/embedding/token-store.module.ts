import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Attachable } from './attach.ts';
import { openStore, type CreateAppOptions } from './create-app.ts';
import { TokenStore } from './token-store.ts';

/**
 * A token store below a path of somebody's Nest application: `imports: [TokenStoreModule.forRoot({ uri: 'https://…/store' })]`.
 * Its guard, filter and hooks are its own, and meet no route of the application.
 */
@Module({})
export class TokenStoreModule implements OnApplicationShutdown {
  private readonly store: TokenStore;

  constructor(@Inject(TokenStore) store: TokenStore) {
    this.store = store;
  }

  static forRoot(options: Omit<CreateAppOptions, 'server'> & { uri: string }): DynamicModule {
    return {
      module: TokenStoreModule,
      global: true,
      providers: [
        {
          provide: TokenStore,
          inject: [HttpAdapterHost],
          // Early enough: neither body parsers nor routes are there yet.
          useFactory: ({ httpAdapter }: HttpAdapterHost) =>
            openStore({ ...options, server: httpAdapter.getInstance<Attachable>() }, true),
        },
      ],
      exports: [TokenStore],
    };
  }

  /** The application has stopped listening. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
