import type { Preset } from './preset.ts';

export const box: Preset = {
  name: 'box',
  knobs: {
    AUTHORIZE_URL: 'https://account.box.com/api/oauth2/authorize',
    TOKEN_URL: 'https://api.box.com/oauth2/token',
    REVOKE_URL: 'https://api.box.com/oauth2/revoke',
    USERINFO_URL: 'https://api.box.com/2.0/users/me',
    CLIENT_AUTH: 'post',
    SCOPE: 'root_readonly',
    ROTATES: 'yes',
    IDLE_LIMIT: '60d',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'login',
    MD_NAME: 'Box',
    MD_DESCRIPTION: 'Files in Box.',
    MD_URL: 'https://www.box.com',
  },
  icon: { initials: 'BX', colour: '#1f4e79' },
  recipe: {
    register:
      '[app.box.com/developers/console](https://app.box.com/developers/console), a *Custom App* with *User Authentication (OAuth 2.0)*.',
    redirect: '*Configuration*, *OAuth 2.0 Redirect URIs*.',
    scopes: '`root_readonly` or `root_readwrite`, ticked at the app too.',
    special: 'Tokens last about an hour. A refresh token is good for one use and 60 days.',
  },
  docs: 'https://developer.box.com/guides/authentication/tokens/refresh',
  verified: { on: '2026-11-22', by: 'documentation' },
};
