import type { Preset } from './preset.ts';

export const zoom: Preset = {
  name: 'zoom',
  knobs: {
    AUTHORIZE_URL: 'https://zoom.us/oauth/authorize',
    TOKEN_URL: 'https://zoom.us/oauth/token',
    REVOKE_URL: 'https://zoom.us/oauth/revoke',
    DEVICE_URL: 'https://zoom.us/oauth/devicecode',
    USERINFO_URL: 'https://api.zoom.us/v2/users/me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'user:read:user',
    ROTATES: 'yes',
    IDLE_LIMIT: '90d',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'email',
    MD_NAME: 'Zoom',
    MD_DESCRIPTION: 'Meetings and recordings on Zoom.',
    MD_URL: 'https://www.zoom.com',
  },
  icon: { initials: 'ZM', colour: '#1f4e79' },
  recipe: {
    register:
      '[marketplace.zoom.us](https://marketplace.zoom.us), *Develop*, *Build App*, a user-managed *General App*.',
    redirect: '*OAuth Redirect URL*, and the same in the allow list.',
    scopes: 'Those of the app (`meeting:read:list_meetings`, …); keep `user:read:user`.',
    special: 'Tokens last an hour. A refresh ends the refresh token that was spent.',
  },
  docs: 'https://developers.zoom.us/docs/integrations/oauth/',
  verified: 'not yet',
};
