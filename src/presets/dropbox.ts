import type { Preset } from './preset.ts';

export const dropbox: Preset = {
  name: 'dropbox',
  knobs: {
    AUTHORIZE_URL: 'https://www.dropbox.com/oauth2/authorize',
    TOKEN_URL: 'https://api.dropboxapi.com/oauth2/token',
    REVOKE_URL: 'https://api.dropboxapi.com/2/auth/token/revoke',
    REVOKE_STYLE: 'bearer',
    USERINFO_URL: 'https://api.dropboxapi.com/2/users/get_current_account',
    USERINFO_METHOD: 'post',
    CLIENT_AUTH: 'basic',
    SCOPE: 'account_info.read',
    AUTHORIZE_PARAMS: { token_access_type: 'offline' },
    ROTATES: 'no',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'account_id',
    LABEL_PATH: 'email',
    MD_NAME: 'Dropbox',
    MD_DESCRIPTION: 'Files in Dropbox.',
    MD_URL: 'https://www.dropbox.com',
  },
  icon: { initials: 'D', colour: '#1f4e79' },
  recipe: {
    register:
      '[dropbox.com/developers/apps](https://www.dropbox.com/developers/apps), *Create app*, with *Scoped access*.',
    redirect: '*OAuth 2*, *Redirect URIs*.',
    scopes: 'Add `files.content.read` and others, ticked under *Permissions* too; keep `account_info.read`.',
    special: 'Tokens last 4 hours; the refresh token stays. Revoking the access token ends the refresh token with it.',
  },
  docs: 'https://developers.dropbox.com/oauth-guide',
  verified: 'not yet',
};
