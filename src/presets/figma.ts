import type { Preset } from './preset.ts';

export const figma: Preset = {
  name: 'figma',
  knobs: {
    AUTHORIZE_URL: 'https://www.figma.com/oauth',
    TOKEN_URL: 'https://api.figma.com/v1/oauth/token',
    REFRESH_URL: 'https://api.figma.com/v1/oauth/refresh',
    USERINFO_URL: 'https://api.figma.com/v1/me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'current_user:read',
    ROTATES: 'no',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'email',
    MD_NAME: 'Figma',
    MD_DESCRIPTION: 'Files and comments in Figma.',
    MD_URL: 'https://www.figma.com',
  },
  icon: { initials: 'F', colour: '#7a3b00' },
  recipe: {
    register: '[figma.com/developers/apps](https://www.figma.com/developers/apps), *Create a new app*.',
    redirect: '*Redirect URLs*.',
    scopes: 'Add `file_content:read` and others, ticked at the app too; keep `current_user:read`.',
    special: 'Tokens last 90 days; refreshes have an endpoint of their own.',
  },
  docs: 'https://developers.figma.com/docs/rest-api/authentication/',
  verified: 'not yet',
};
