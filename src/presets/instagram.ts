import type { Preset } from './preset.ts';

export const instagram: Preset = {
  name: 'instagram',
  knobs: {
    AUTHORIZE_URL: 'https://www.instagram.com/oauth/authorize',
    TOKEN_URL: 'https://api.instagram.com/oauth/access_token',
    EXCHANGE_URL: 'https://graph.instagram.com/access_token',
    REFRESH_URL: 'https://graph.instagram.com/refresh_access_token',
    CLIENT_AUTH: 'post',
    SCOPE: 'instagram_business_basic',
    SCOPE_SEPARATOR: 'comma',
    PKCE: 'off',
    REFRESH_STYLE: 'exchange',
    REFRESH_METHOD: 'get',
    REFRESH_GRANT_TYPE: 'ig_refresh_token',
    REFRESH_TOKEN_PARAM: 'access_token',
    EXCHANGE_AFTER_CODE: true,
    EXCHANGE_GRANT_TYPE: 'ig_exchange_token',
    EXPIRES_IN_DEFAULT: '60d',
    RESPONSE_PATHS: { tokens: 'data.0', error: 'error.code' },
    DEAD_ERRORS: ['190'],
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    USERINFO_URL: 'https://graph.instagram.com/me?fields=user_id,username',
    USERINFO_TOKEN_PARAM: 'access_token',
    SUBJECT_PATH: 'user_id',
    LABEL_PATH: 'username',
    MD_NAME: 'Instagram',
    MD_DESCRIPTION: 'Professional accounts on Instagram.',
    MD_URL: 'https://www.instagram.com',
  },
  icon: { initials: 'IG', colour: '#8a1c3c' },
  recipe: {
    register:
      '[developers.facebook.com/apps](https://developers.facebook.com/apps), an app with *Instagram API with Instagram login*.',
    redirect: '*Business login settings*, *OAuth redirect URIs*.',
    scopes: '`instagram_business_basic`, `instagram_business_content_publish`, …',
    special:
      'Tokens last 60 days, and are exchanged for newer ones from their second day on. For professional accounts only.',
  },
  docs: 'https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login',
  verified: { on: '2026-11-22', by: 'documentation' },
};
