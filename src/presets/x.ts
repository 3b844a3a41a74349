import type { Preset } from './preset.ts';

export const x: Preset = {
  name: 'x',
  knobs: {
    AUTHORIZE_URL: 'https://x.com/i/oauth2/authorize',
    TOKEN_URL: 'https://api.x.com/2/oauth2/token',
    REVOKE_URL: 'https://api.x.com/2/oauth2/revoke',
    USERINFO_URL: 'https://api.x.com/2/users/me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'users.read tweet.read offline.access',
    ROTATES: 'yes',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'data.id',
    LABEL_PATH: 'data.username',
    MD_NAME: 'X',
    MD_DESCRIPTION: 'Posts on X, formerly Twitter.',
    MD_URL: 'https://x.com',
  },
  icon: { initials: 'X', colour: '#37474f' },
  recipe: {
    register:
      '[developer.x.com](https://developer.x.com), a project’s app, *User authentication settings*, *Web App* (a confidential client).',
    redirect: '*Callback URI*.',
    scopes: 'Add `tweet.write` and others; keep `users.read`, `tweet.read` and `offline.access`.',
    special: 'Tokens last 2 hours, and each refresh token is good for one use.',
  },
  docs: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  verified: 'not yet',
};
