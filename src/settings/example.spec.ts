import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './load.ts';
import { commonSettings, issuerSettings, providerSettings } from './schema.ts';

const path = fileURLToPath(new URL('../../settings.example.ts', import.meta.url));
const text = await readFile(path, 'utf8');

describe('settings.example.ts', () => {
  it('loads', async () => {
    const { settings, warnings } = await loadSettings({ env: { TOKENSTORE_SETTINGS: path } });
    expect(settings.providers.map(({ id }) => id)).toEqual(['idp1', 'plain-oauth', 'gitlab']);
    expect(warnings).toEqual([]);
  });

  it.each(commonSettings.map(({ name }) => name))('shows %s', (name) => {
    expect(text).toMatch(new RegExp(`^ {2}(?:// )?${name}: `, 'm'));
  });

  it.each(providerSettings.map(({ name }) => name))('shows %s of a provider', (name) => {
    expect(text).toMatch(new RegExp(`^ {2}(?:// )?(?:IDP1|PLAIN_OAUTH|GITLAB|MICROSOFT)_${name}: `, 'm'));
  });

  it.each(issuerSettings.map(({ name }) => name))('shows %s of a trusted issuer', (name) => {
    expect(text).toMatch(new RegExp(`^ {2}(?:// )?K8S_${name}: `, 'm'));
  });

  it('shows values that are right, also where they are commented out', async () => {
    const all = text
      .split('\n')
      .filter(
        (line) =>
          /^ {2}(?:\/\/ )?[A-Z0-9_]+: /.test(line) &&
          !/CLIENT_SECRETS|CRYPTOKEY|SECRET_KEY|CA_CERTS|HTPASSWD_FILE|PRIVATE_KEY:|TLS_|MICROSOFT|CLIENTS: |PLUGINS/.test(
            line,
          ),
      )
      .map((line) => line.replace('// ', ''));
    const env = Object.fromEntries(
      all.map((line) => {
        const [, name = '', value = ''] = /^ {2}(\w+): (.*),$/.exec(line) ?? [];
        return [`TOKENSTORE_${name}`, inEnvironment(value)];
      }),
    );
    const key = { TOKENSTORE_CRYPTOKEY: '00'.repeat(32) };
    await expect(loadSettings({ env: { ...env, ...key } })).resolves.toBeDefined();
  });
});

/** `['a', 'b']` as `a,b`, `{ a: 'b' }` as `a=b`. */
function inEnvironment(source: string): string {
  if (source.startsWith('{'))
    return source
      .replace(/[{} ']/g, '')
      .replaceAll(':', '=')
      .replaceAll(',', '&');
  return source.replace(/^\[|\]$|'/g, '');
}
