import type { Preset } from './preset.ts';

export const linkedin: Preset = {
  name: 'linkedin',
  knobs: {
    AUTHORIZE_URL: 'https://www.linkedin.com/oauth/v2/authorization',
    TOKEN_URL: 'https://www.linkedin.com/oauth/v2/accessToken',
    USERINFO_URL: 'https://api.linkedin.com/v2/userinfo',
    CLIENT_AUTH: 'post',
    SCOPE: 'openid profile email',
    // Its PKCE is for native apps alone, at other endpoints.
    PKCE: 'off',
    ROTATES: 'no',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    MD_NAME: 'LinkedIn',
    MD_DESCRIPTION: 'Profiles and posts on LinkedIn.',
    MD_URL: 'https://www.linkedin.com',
  },
  icon: { initials: 'LI', colour: '#1f4e79' },
  recipe: {
    register:
      '[linkedin.com/developers/apps](https://www.linkedin.com/developers/apps), with *Sign In with LinkedIn using OpenID Connect*.',
    redirect: '*Auth*, *Authorized redirect URLs*.',
    scopes: 'Those of the products that the app was given (`w_member_social`, …); keep `openid profile email`.',
    special: 'Tokens last 60 days; only approved partners get refresh tokens, which end after a year, used or not.',
  },
  docs: 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens',
  verified: { on: '2026-11-22', by: 'documentation' },
};
