import type { Preset } from './preset.ts';

export const strava: Preset = {
  name: 'strava',
  knobs: {
    AUTHORIZE_URL: 'https://www.strava.com/oauth/authorize',
    TOKEN_URL: 'https://www.strava.com/oauth/token',
    REVOKE_URL: 'https://www.strava.com/oauth/deauthorize',
    REVOKE_STYLE: 'query',
    REVOKE_TOKEN_PARAM: 'access_token',
    REVOKE_TOKEN: 'access',
    CLIENT_AUTH: 'post',
    SCOPE: 'read',
    SCOPE_SEPARATOR: 'comma',
    AUTHORIZE_PARAMS: { approval_prompt: 'auto' },
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'athlete.id',
    LABEL_PATH: 'athlete.username',
    MD_NAME: 'Strava',
    MD_DESCRIPTION: 'Activities on Strava.',
    MD_URL: 'https://www.strava.com',
  },
  icon: { initials: 'ST', colour: '#7a3b00' },
  recipe: {
    register: '[strava.com/settings/api](https://www.strava.com/settings/api), *My API Application*.',
    redirect: '*Authorization Callback Domain*: the host alone, without path.',
    scopes: '`read`, `activity:read_all`, …; a user may untick each.',
    special: 'Tokens last 6 hours. Revoking ends everything that the user granted to the app.',
  },
  docs: 'https://developers.strava.com/docs/authentication/',
  verified: 'not yet',
};
