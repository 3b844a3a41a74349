import type { Preset } from './preset.ts';

export const twitch: Preset = {
  name: 'twitch',
  knobs: {
    DISCOVERY_URL: 'https://id.twitch.tv/oauth2',
    REVOKE_URL: 'https://id.twitch.tv/oauth2/revoke',
    REVOKE_TOKEN: 'access',
    DEVICE_URL: 'https://id.twitch.tv/oauth2/device',
    CLIENT_AUTH: 'post',
    SCOPE: 'openid',
    PKCE: 'off',
    // Its `error` is the name of the status, whatever is wrong: no path to it lets the evidence speak.
    RESPONSE_PATHS: { error: 'error_code' },
    LABEL_PATH: 'preferred_username',
    MD_NAME: 'Twitch',
    MD_DESCRIPTION: 'Channels and chat on Twitch.',
    MD_URL: 'https://www.twitch.tv',
  },
  icon: { initials: 'TW', colour: '#5b2a86' },
  recipe: {
    register:
      '[dev.twitch.tv/console/apps](https://dev.twitch.tv/console/apps), *Register Your Application*, *Confidential*.',
    redirect: '*OAuth Redirect URLs*.',
    scopes: 'Add `user:read:email`, `channel:read:subscriptions`, …; keep `openid`.',
    special: 'Tokens last about 4 hours. A user may have 50 grants of an app; the oldest go.',
  },
  docs: 'https://dev.twitch.tv/docs/authentication/refresh-tokens/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
