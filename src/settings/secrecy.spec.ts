import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SettingsError } from './fault.ts';
import { loadSettings } from './load.ts';
import { showSettings, shownSettings } from './show.ts';

const ENV = {
  TOKENSTORE_OIDC_DISCOVERY_URL: 'https://login.example',
  TOKENSTORE_OIDC_CLIENT_ID: 'store',
  TOKENSTORE_OIDC_CLIENT_SECRET: 'oidc-secret',
  TOKENSTORE_TOKEN_PROVIDERS: 'idp1',
  TOKENSTORE_IDP1_DISCOVERY_URL: 'https://idp1.example',
  TOKENSTORE_IDP1_CLIENT_ID: 'one',
  TOKENSTORE_IDP1_CLIENT_SECRET: 'idp1-secret',
};

const HOLDERS = [
  'CRYPTOKEY',
  'SECRET_KEY',
  'KMS_VAULT_TOKEN',
  'DATABASE_URL',
  'REDIS_URL',
  'SQLALCHEMY_DATABASE_URI',
  'OIDC_CLIENT_SECRET',
  'IDP1_CLIENT_SECRET',
  'IDP1_TOKEN_PARAMS',
  'IDP1_REFRESH_PARAMS',
  'IDP1_REQUEST_HEADERS',
  'CLIENTS',
  'IDP1_PRIVATE_KEY',
  'IDP1_TLS_KEY',
];

// Recognisable wherever it turns up, and part of no message by chance.
const MARK = 'q7Zx';

const secret = fc
  .string({ unit: 'grapheme-ascii', maxLength: 30 })
  .map((text) => `${MARK}${text.replaceAll(',', '')}${MARK}`);

const value = fc.oneof(
  secret,
  fc.array(secret, { minLength: 1, maxLength: 3 }).map((secrets) => secrets.join(',')),
  secret.map((password) => `postgresql://user:${password}@host/database`),
  secret.map((password) => `rediss://:${password}@host/0`),
  secret.map((password) => `https://user:${password}@host`),
);

async function allThatIsPrinted(env: Record<string, string>): Promise<string> {
  try {
    const loaded = await loadSettings({ env, cwd: '/nowhere' });
    return showSettings(loaded) + JSON.stringify(shownSettings(loaded)) + loaded.warnings.join('\n');
  } catch (error) {
    if (error instanceof SettingsError) return error.message + JSON.stringify(error.faults);
    throw error;
  }
}

describe('a secret', () => {
  it('is in no message and no table, right or wrong', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...HOLDERS), value, async (holder, text) => {
        expect(await allThatIsPrinted({ ...ENV, [`TOKENSTORE_${holder}`]: text })).not.toContain(MARK);
      }),
    ));

  it('is hidden when it is put where none belongs: into a URL, under a name that is mistyped', () =>
    fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z0-9]{0,20}$/), async (text) => {
        const password = MARK + text;
        const printed = await allThatIsPrinted({
          ...ENV,
          TOKENSTORE_BASE_URL: `https://user:${password}@host`,
          TOKENSTORE_CORS_ORIGINS: `https://user:${password}@host`,
          TOKENSTORE_CRYPTOKEYS: password,
          TOKENSTORE_IDP2_CLIENT_SECRET: password,
        });
        expect(printed).not.toContain(MARK);
      }),
    ));
});
