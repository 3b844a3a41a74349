import type { Knobs, Preset } from './preset.ts';

const shared = {
  AUTHORIZE_URL: 'https://github.com/login/oauth/authorize',
  TOKEN_URL: 'https://github.com/login/oauth/access_token',
  DEVICE_URL: 'https://github.com/login/device/code',
  USERINFO_URL: 'https://api.github.com/user',
  REVOKE_URL: 'https://api.github.com/applications/{client_id}/token',
  REVOKE_STYLE: 'github',
  CLIENT_AUTH: 'post',
  CLIENT_ERRORS: ['incorrect_client_credentials'],
  SUBJECT_FROM: 'userinfo',
  SUBJECT_PATH: 'id',
  LABEL_PATH: 'login',
  MD_URL: 'https://github.com',
} as const satisfies Knobs;

/** An OAuth app: tokens that do not expire. */
export const github: Preset = {
  name: 'github',
  knobs: {
    ...shared,
    SCOPE: 'read:user',
    NEVER_EXPIRES: true,
    REFRESH_STYLE: 'none',
    MD_NAME: 'GitHub',
    MD_DESCRIPTION: 'Code, issues and packages on GitHub.',
  },
  icon: { initials: 'GH', colour: '#37474f' },
  recipe: {
    register: 'GitHub, *Settings*, *Developer settings*, *OAuth Apps*.',
    redirect: '*Authorization callback URL*.',
    scopes: '`repo`, `read:org`, `gist`, …; all of them cover private data, and a user can grant fewer.',
    special:
      'Tokens never expire; at most ten for a user, an app and a set of scopes. For GitHub Enterprise set the URLs.',
  },
  docs: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  verified: { on: '2026-11-22', by: 'documentation' },
};

/** A GitHub App that acts for a user: tokens of eight hours. */
export const githubApp: Preset = {
  name: 'github-app',
  knobs: {
    ...shared,
    SCOPE: '',
    // Where the app opted out of expiry, the answer names none.
    NEVER_EXPIRES: true,
    ROTATES: 'yes',
    REFRESH_KILLS_ACCESS: true,
    DEAD_ERRORS: ['bad_refresh_token'],
    MD_NAME: 'GitHub',
    MD_DESCRIPTION: 'Code, issues and packages on GitHub, as far as an app is installed.',
  },
  icon: { initials: 'GA', colour: '#37474f' },
  recipe: {
    register: 'GitHub, *Settings*, *Developer settings*, *GitHub Apps*; leave *Expire user authorization tokens* on.',
    redirect: '*Callback URL*.',
    scopes: 'None: a token may do what the app’s permissions, its installation and the user allow.',
    special: 'Tokens last 8 hours, refresh tokens about 6 months, used or not. A refresh ends the old token at once.',
  },
  docs: 'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
  verified: { on: '2026-11-22', by: 'documentation' },
};
