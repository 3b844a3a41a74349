import type { Preset } from './preset.ts';

export const asana: Preset = {
  name: 'asana',
  knobs: {
    AUTHORIZE_URL: 'https://app.asana.com/-/oauth_authorize',
    TOKEN_URL: 'https://app.asana.com/-/oauth_token',
    REVOKE_URL: 'https://app.asana.com/-/oauth_revoke',
    CLIENT_AUTH: 'post',
    SCOPE: 'users:read',
    ROTATES: 'no',
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'data.gid',
    LABEL_PATH: 'data.email',
    MD_NAME: 'Asana',
    MD_DESCRIPTION: 'Tasks and projects in Asana.',
    MD_URL: 'https://asana.com',
  },
  icon: { initials: 'AS', colour: '#8a1c3c' },
  recipe: {
    register: '[app.asana.com/0/my-apps](https://app.asana.com/0/my-apps), *Create new app*, *OAuth*.',
    redirect: '*Redirect URLs*.',
    scopes: '`tasks:read`, `projects:read`, …, ticked at the app too; `default` for an app with full permissions.',
    special: 'Tokens last an hour; the refresh token stays.',
  },
  docs: 'https://developers.asana.com/docs/oauth',
  verified: 'not yet',
};
