import { Module, type DynamicModule } from '@nestjs/common';
import type { RefreshStore } from './refresh/refresh.store.ts';

/** What a test may put between the refresh protocol and the world: to stop, kill or watch it at each step. */
export interface GrantPorts {
  refreshStore?: (real: RefreshStore) => RefreshStore;
}

/** Injection token of the {@link GrantPorts}. */
export const GRANT_PORTS = Symbol('grant ports');

@Module({})
export class GrantPortsModule {
  static with(ports: GrantPorts): DynamicModule {
    const provider = { provide: GRANT_PORTS, useValue: ports };
    return { module: GrantPortsModule, global: true, providers: [provider], exports: [GRANT_PORTS] };
  }
}
