import type { DynamicModule, Type } from '@nestjs/common';
import { getMetadataArgsStorage } from 'typeorm';
import type { Plugin } from './plugin.ts';

const NAME = /^[a-z][a-z0-9-]{0,40}$/;
const SCOPE = /^[a-z][a-z0-9-]*-(?:read|write)$/;
const CODE = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
const MIGRATION = /^[A-Za-z_$][\w$]*\d{13}$/;
/** `api/greeting/v1`, and what lies below. */
const PATH = /^\/?api\/(?<noun>[a-z][a-z0-9-]*)\/v\d+(?:\/|$)/;
/** What stands behind `/api/` in addresses of the store itself. */
const TAKEN = /^(?:docs|oidc|whoami|v\d.*)$/;
/** Nest's tokens for what meets every request, those of the store included. */
const GLOBAL = ['APP_GUARD', 'APP_FILTER', 'APP_PIPE', 'APP_INTERCEPTOR'];

/** What is wrong with what a module exports as a plugin: phrases whose subject is the module. */
export function faultsOf(exported: unknown): string[] {
  if (!hasShape(exported)) return ['exports no plugin by default (definePlugin)'];
  const { name, entities, migrations, scopes, problems } = exported;
  if (!NAME.test(name))
    return [`has the name ${JSON.stringify(name)}, which is not of lower-case letters, digits and -`];
  const prefix = `${name.replaceAll('-', '_')}_`;
  return [
    ...entities
      .map(tableOf)
      .filter((table) => table?.startsWith(prefix) !== true)
      .map((table) => `has the table ${table ?? '?'}, whose name does not begin with ${prefix}`),
    ...migrations
      .filter((migration) => !MIGRATION.test(migration.name))
      .map((migration) => `has the migration ${migration.name}, whose name does not end in a time in milliseconds`),
    ...scopes
      .filter((scope) => !SCOPE.test(scope))
      .map((scope) => `has the right ${JSON.stringify(scope)}, which ends neither in -read nor in -write`),
    ...problems
      .filter(({ code, status }) => !CODE.test(code) || !(status >= 400 && status < 600))
      .map(
        ({ code }) =>
          `has the problem ${JSON.stringify(code)}, which is no code of its own, or has no status of an error`,
      ),
    ...modulesOf(exported).flatMap(faultsOfModule),
  ];
}

/** What plugins have in common and may not. */
export function faultsBetween(plugins: readonly Plugin[]): string[] {
  const kinds: Record<string, (plugin: Plugin) => readonly string[]> = {
    name: ({ name }) => [name],
    right: ({ scopes }) => scopes,
    problem: ({ problems }) => problems.map(({ code }) => code),
    path: (plugin) => [...new Set(modulesOf(plugin).flatMap(pathsOf).map(nounOf))].map((noun) => `api/${noun ?? ''}`),
  };
  return Object.entries(kinds).flatMap(([kind, valuesOf]) => {
    const owners = Map.groupBy(
      plugins.flatMap((plugin) => valuesOf(plugin).map((value) => ({ value, owner: plugin.name }))),
      ({ value }) => value,
    );
    return [...owners]
      .filter(([, those]) => those.length > 1)
      .map(([value, those]) => `${those.map(({ owner }) => owner).join(' and ')} have the ${kind} ${value} both`);
  });
}

function hasShape(exported: unknown): exported is Plugin {
  if (typeof exported !== 'object' || exported === null) return false;
  const { name, module, entities, migrations, scopes, problems } = exported as Partial<Record<keyof Plugin, unknown>>;
  const isModule =
    typeof module === 'function' || (typeof module === 'object' && module !== null && 'module' in module);
  return typeof name === 'string' && isModule && [entities, migrations, scopes, problems].every(Array.isArray);
}

function tableOf(entity: Plugin['entities'][number]): string | undefined {
  return getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
}

/** What a module class or a dynamic module says of itself. */
interface ModuleParts {
  title: string;
  controllers: readonly Type[];
  providers: readonly unknown[];
}

/** The plugin's module and all that it imports. */
function modulesOf({ module }: Pick<Plugin, 'module'>): ModuleParts[] {
  const seen = new Map<unknown, ModuleParts>();
  const visit = (one: unknown): void => {
    if (seen.has(one) || !(typeof one === 'function' || isDynamic(one))) return;
    const type = isDynamic(one) ? one.module : one;
    const own = isDynamic(one) ? one : undefined;
    const listed = <Item>(key: 'controllers' | 'providers' | 'imports'): Item[] => [
      ...((Reflect.getMetadata(key, type) ?? []) as Item[]),
      ...((own?.[key] ?? []) as Item[]),
    ];
    seen.set(one, { title: type.name, controllers: listed<Type>('controllers'), providers: listed('providers') });
    for (const imported of listed('imports')) visit(imported);
  };
  visit(module);
  return [...seen.values()];
}

function isDynamic(one: unknown): one is DynamicModule {
  return typeof one === 'object' && one !== null && 'module' in one && typeof one.module === 'function';
}

function faultsOfModule(parts: ModuleParts): string[] {
  const everywhere = parts.providers.flatMap((provider) => {
    const token: unknown =
      typeof provider === 'object' && provider !== null && 'provide' in provider && provider.provide;
    return typeof token === 'string' && GLOBAL.includes(token) ? [token] : [];
  });
  return [
    ...everywhere.map((token) => `provides ${token} in ${parts.title}, which would meet every request of the store`),
    ...pathsOf(parts)
      .filter(isMisplaced)
      .map((path) => `has a controller at ${JSON.stringify(path)}: plugins' are at api/<noun>/v<number>`),
  ];
}

function pathsOf({ controllers }: ModuleParts): string[] {
  return controllers.flatMap((controller) => Reflect.getMetadata('path', controller) as string | string[]);
}

function isMisplaced(path: string): boolean {
  const noun = nounOf(path);
  return noun === undefined || TAKEN.test(noun);
}

function nounOf(path: string): string | undefined {
  return PATH.exec(path)?.groups?.['noun'];
}
