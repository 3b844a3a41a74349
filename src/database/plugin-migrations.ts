import type { MigrationInterface } from 'typeorm';

type MigrationClass = new () => MigrationInterface;

/**
 * A plugin's migration under the name by which the database remembers it: `resource-api:FirstTables1795900000000`. It
 * stands in one history with those of the store, and whose it is can still be told when the plugin is gone.
 */
export function recorded(plugin: string, Migration: MigrationClass): MigrationClass {
  return class extends Migration {
    override readonly name = `${plugin}:${Migration.name}`;
  };
}

/** The plugin that a migration belongs to, by its name in the history; `undefined`: the store itself. */
export function pluginOf(name: string): string | undefined {
  const end = name.indexOf(':');
  return end === -1 ? undefined : name.slice(0, end);
}
