import type { Preset } from './preset.ts';

export const spotify: Preset = {
  name: 'spotify',
  knobs: {
    AUTHORIZE_URL: 'https://accounts.spotify.com/authorize',
    TOKEN_URL: 'https://accounts.spotify.com/api/token',
    USERINFO_URL: 'https://api.spotify.com/v1/me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'user-read-email',
    // From the consent on, however often it is used.
    REFRESH_EXPIRES_IN_DEFAULT: '180d',
    REVOKE_STYLE: 'none',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'display_name',
    MD_NAME: 'Spotify',
    MD_DESCRIPTION: 'Playlists and listening on Spotify.',
    MD_URL: 'https://www.spotify.com',
  },
  icon: { initials: 'SP', colour: '#0b5d4b' },
  recipe: {
    register: '[developer.spotify.com/dashboard](https://developer.spotify.com/dashboard), *Create app*.',
    redirect: '*Redirect URIs*; https, or a loopback address.',
    scopes: '`user-read-email`, `playlist-read-private`, …',
    special:
      'A grant ends six months after the consent, used or not: the user connects anew. An app in development mode serves only users who are listed there.',
  },
  docs: 'https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens',
  verified: { on: '2026-11-22', by: 'documentation' },
};
