import type { Preset } from './preset.ts';

export const reddit: Preset = {
  name: 'reddit',
  knobs: {
    AUTHORIZE_URL: 'https://www.reddit.com/api/v1/authorize',
    TOKEN_URL: 'https://www.reddit.com/api/v1/access_token',
    REVOKE_URL: 'https://www.reddit.com/api/v1/revoke_token',
    USERINFO_URL: 'https://oauth.reddit.com/api/v1/me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'identity',
    AUTHORIZE_PARAMS: { duration: 'permanent' },
    // Announced in 2021: each refresh brings a new one, good for a year.
    ROTATES: 'yes',
    IDLE_LIMIT: '365d',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'name',
    MD_NAME: 'Reddit',
    MD_DESCRIPTION: 'Posts and comments on Reddit.',
    MD_URL: 'https://www.reddit.com',
  },
  icon: { initials: 'R', colour: '#7a3b00' },
  recipe: {
    register: '[reddit.com/prefs/apps](https://www.reddit.com/prefs/apps), an app of the type *web app*.',
    redirect: '*redirect uri*, exactly one.',
    scopes: '`identity`, `read`, `submit`, …',
    special:
      'Reddit throttles clients without a telling `User-Agent`: `REQUEST_HEADERS=User-Agent=<platform>:<app>:<version> (by /u/<name>)`; callers of its API send one too.',
  },
  docs: 'https://github.com/reddit-archive/reddit/wiki/OAuth2',
  verified: 'not yet',
};
