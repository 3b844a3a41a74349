/** `tokenstore/plugin`: what a plugin is made of (docs/plugins.md). */
export { ApiProblems } from './api/docs/api-problems.ts';
export { pageOf, pageQuery, renderPage, toWish } from './api/v2/page.ts';
export { newId } from './crypto/random.ts';
export { Clock } from './database/clock.ts';
export { Col, columns, flag, instant, integer, key, optional, span, text, withDefault } from './database/columns.ts';
export type { Statements, Value } from './database/connection.ts';
export { Database } from './database/database.ts';
export { isBehind, toPage, type Cursor, type Page, type PageWish } from './database/page.ts';
export { LOG, type Log } from './log/logger.ts';
export { definePlugin, defineProblems, type Plugin, type PluginOptions } from './plugins/plugin.ts';
export { Access, CurrentPrincipal, CurrentUser, type AccessOptions, type AccessRule } from './principal/access.ts';
export { hasScope, idOf, type ClientPrincipal, type Principal, type UserPrincipal } from './principal/principal.ts';
export type { ProblemKind, ProblemTraits } from './problem/codes.ts';
export { invalidRequest, Problem, type ProblemOptions } from './problem/problem.ts';
export { requestSchema } from './problem/request-schema.pipe.ts';
export { PublicUrls } from './settings/public-urls.ts';
