import type { Preset } from './preset.ts';

export const tiktok: Preset = {
  name: 'tiktok',
  knobs: {
    AUTHORIZE_URL: 'https://www.tiktok.com/v2/auth/authorize/',
    TOKEN_URL: 'https://open.tiktokapis.com/v2/oauth/token/',
    REVOKE_URL: 'https://open.tiktokapis.com/v2/oauth/revoke/',
    REVOKE_TOKEN: 'access',
    CLIENT_AUTH: 'post',
    PARAM_NAMES: { client_id: 'client_key' },
    SCOPE: 'user.info.basic',
    SCOPE_SEPARATOR: 'comma',
    ROTATES: 'yes',
    // Its pages disagree: where an answer does not say, the shorter.
    EXPIRES_IN_DEFAULT: '2h',
    REFRESH_EXPIRES_IN_DEFAULT: '180d',
    // Its challenge for desktop apps is written in hexadecimal, unlike any other.
    PKCE: 'off',
    SUBJECT_FROM: 'answer',
    SUBJECT_PATH: 'open_id',
    TOKEN_METADATA: ['open_id'],
    MD_NAME: 'TikTok',
    MD_DESCRIPTION: 'Videos on TikTok.',
    MD_URL: 'https://www.tiktok.com',
  },
  icon: { initials: 'TT', colour: '#37474f' },
  recipe: {
    register: '[developers.tiktok.com/apps](https://developers.tiktok.com/apps), with *Login Kit* for *Web*.',
    redirect: '*Login Kit*, *Redirect URI*; https only.',
    scopes: '`user.info.basic`, `video.list`, …',
    special:
      'TikTok’s pages disagree: tokens of 24 hours and refresh tokens of 365 days, or 2 hours and 180 days. What an answer says counts; else the shorter. A user has another `open_id` in each app.',
  },
  docs: 'https://developers.tiktok.com/docs/en/oauth-refresh-a-user-access-token',
  verified: { on: '2026-11-22', by: 'documentation' },
};
