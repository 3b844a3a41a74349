import { loadSettings } from '../settings/load.ts';
import { shownSettings, showSettings } from '../settings/show.ts';

/** `tokenstore settings check`. @throws SettingsError */
export async function checkSettings(): Promise<void> {
  const { warnings } = await loadSettings({ env: process.env });
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write('The settings are good.\n');
}

/** `tokenstore settings show`. @throws SettingsError */
export async function showAllSettings(json: boolean): Promise<void> {
  const loaded = await loadSettings({ env: process.env });
  process.stdout.write(json ? `${JSON.stringify(shownSettings(loaded), undefined, 2)}\n` : showSettings(loaded));
}
