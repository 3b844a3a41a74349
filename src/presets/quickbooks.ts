import type { Preset } from './preset.ts';

export const quickbooks: Preset = {
  name: 'quickbooks',
  knobs: {
    AUTHORIZE_URL: 'https://appcenter.intuit.com/connect/oauth2',
    TOKEN_URL: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    REVOKE_URL: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
    CLIENT_AUTH: 'basic',
    SCOPE: 'com.intuit.quickbooks.accounting',
    RESPONSE_PATHS: { refresh_expires_in: 'x_refresh_token_expires_in' },
    IDLE_LIMIT: '100d',
    CALLBACK_METADATA: ['realmId'],
    SUBJECT_FROM: 'callback',
    SUBJECT_PATH: 'realmId',
    LABEL_PATH: 'realmId',
    MD_NAME: 'QuickBooks',
    MD_DESCRIPTION: 'Accounting in QuickBooks Online.',
    MD_URL: 'https://quickbooks.intuit.com',
  },
  icon: { initials: 'Q', colour: '#0b5d4b' },
  recipe: {
    register:
      '[developer.intuit.com](https://developer.intuit.com), *My Hub*, *App dashboard*; keys for development and production differ.',
    redirect: '*Settings*, *Redirect URIs*.',
    scopes: '`com.intuit.quickbooks.accounting`, `com.intuit.quickbooks.payment`.',
    special:
      'Each company is an account of its own; it is `realmId`, returned with each token. Tokens last an hour; the refresh token changes about once a day, and a grant ends after five years.',
  },
  docs: 'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
  verified: 'not yet',
};
