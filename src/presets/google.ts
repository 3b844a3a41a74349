import type { Preset } from './preset.ts';

export const google: Preset = {
  name: 'google',
  knobs: {
    DISCOVERY_URL: 'https://accounts.google.com',
    SCOPE: 'openid email',
    // Without consent each time, a second link brings no refresh token.
    AUTHORIZE_PARAMS: { access_type: 'offline', prompt: 'consent' },
    ROTATES: 'no',
    IDLE_LIMIT: '180d',
    MD_NAME: 'Google',
    MD_DESCRIPTION: 'Google Workspace and Google Cloud.',
    MD_URL: 'https://www.google.com',
  },
  icon: { initials: 'G', colour: '#1f4e79' },
  recipe: {
    register: 'Google Cloud console, *APIs & Services*, *Credentials*: an OAuth client of the type *Web application*.',
    redirect: '*Authorized redirect URIs*.',
    scopes: 'Add those of each API (`https://www.googleapis.com/auth/drive.readonly`), here and on the consent screen.',
    special:
      'While the consent screen is in *testing*, refresh tokens die after 7 days. Revoking ends the whole grant.',
  },
  docs: 'https://developers.google.com/identity/protocols/oauth2#expiration',
  verified: 'not yet',
};
