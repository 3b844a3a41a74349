import type { TestPostgres } from './postgres.ts';

/** What global-setup.ts hands to global-teardown.ts: both run in Jest's own process. */
export const running: { now?: { server: TestPostgres; prefix: string } } = {};
