/** `tokenstore`: the store in another application (docs/embedding.md). Plugins import `tokenstore/plugin`. */
export type { ClaimRules } from './auth/bearer/claim-rules.ts';
export type { Attachable } from './embedding/attach.ts';
export { createApp, type CreateAppOptions } from './embedding/create-app.ts';
export { CurrentUser, LoginRequired } from './embedding/login-required.ts';
export type { PathRules } from './embedding/path-rules.ts';
export type { SignedInUser } from './embedding/signed-in-user.ts';
export { TokenStoreModule } from './embedding/token-store.module.ts';
export { TokenStore, type Handler, type Next } from './embedding/token-store.ts';
export { StartupError } from './problem/problem.ts';
export { SettingsError } from './settings/fault.ts';
export type { SettingsFile } from './settings/settings.ts';
