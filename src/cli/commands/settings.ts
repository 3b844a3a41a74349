import type { Command } from 'commander';
import { checkSettings, showAllSettings } from '../settings.ts';

export function declareSettings(program: Command): void {
  const settings = program.command('settings').description('look at the settings');
  settings.command('check').description('say what is wrong with them').action(checkSettings);
  settings
    .command('show')
    .description('each setting, its value and where it came from; secrets hidden')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => showAllSettings(json === true));
}
