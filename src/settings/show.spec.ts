import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './load.ts';
import { showSettings, shownSettings } from './show.ts';

const loaded = await loadSettings({
  env: {
    TOKENSTORE_OIDC_DISCOVERY_URL: 'https://login.example',
    TOKENSTORE_OIDC_CLIENT_ID: 'store',
    TOKENSTORE_OIDC_CLIENT_SECRET: 'secret',
    TOKENSTORE_DATABASE_URL: 'postgresql://user:p%40ss@host/database?sslpassword=hush',
    TOKENSTORE_CRYPTOKEY: '00'.repeat(32),
    TOKENSTORE_CORS_ORIGINS: 'https://a.example,https://b.example',
    TOKENSTORE_TOKEN_PROVIDERS: 'my-idp',
    TOKENSTORE_MY_IDP_DISCOVERY_URL: 'https://idp.example',
    TOKENSTORE_MY_IDP_CLIENT_ID: 'id',
    TOKENSTORE_MY_IDP_CLIENT_SECRET: 'secret',
    TOKENSTORE_MY_IDP_AUTHORIZE_PARAMS: 'a=b&c=d',
    TOKENSTORE_MY_IDP_TOKEN_PARAMS: 'a=b',
  },
  flags: { PORT: '8080' },
});

describe('shownSettings', () => {
  it.each([
    ['PORT', 8080, 'flag --port'],
    ['SESSION_LIFETIME', '12h', 'default'],
    ['DATABASE_MIGRATE', true, 'default'],
    ['LOG_FORMAT', null, 'default'],
    ['CRYPTOKEY', '••••', 'environment TOKENSTORE_CRYPTOKEY'],
    ['SECRET_KEY', null, 'default'],
    ['DATABASE_URL', 'postgresql://user:••••@host/database?sslpassword=••••', 'environment TOKENSTORE_DATABASE_URL'],
    ['CORS_ORIGINS', ['https://a.example', 'https://b.example'], 'environment TOKENSTORE_CORS_ORIGINS'],
    ['MY_IDP_CLIENT_SECRET', '••••', 'environment TOKENSTORE_MY_IDP_CLIENT_SECRET'],
    ['MY_IDP_AUTHORIZE_PARAMS', { a: 'b', c: 'd' }, 'environment TOKENSTORE_MY_IDP_AUTHORIZE_PARAMS'],
    ['MY_IDP_TOKEN_PARAMS', '••••', 'environment TOKENSTORE_MY_IDP_TOKEN_PARAMS'],
    ['MY_IDP_REFRESH_PARAMS', null, 'default'],
    ['MY_IDP_MD_NAME', null, 'default'],
  ])('shows %s as %j', (name, value, origin) => {
    expect(shownSettings(loaded)[name]).toEqual({ value, origin });
  });

  it('shows every setting', () => {
    expect(Object.keys(shownSettings(loaded))).toEqual([...loaded.origins.keys()]);
  });
});

describe('showSettings', () => {
  it('is a table, a line a setting', () => {
    const lines = showSettings(loaded).split('\n');
    expect(lines).toHaveLength(loaded.origins.size + 2);
    expect(lines).toContainEqual(expect.stringMatching(/^PORT +8080 +flag --port$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^CORS_ORIGINS +https:\/\/a\.example, https:\/\/b\.example +env/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^MY_IDP_AUTHORIZE_PARAMS +a=b&c=d +environment/));
    expect(lines).toContainEqual(expect.stringMatching(/^LOG_FORMAT +— +default$/));
  });
});
