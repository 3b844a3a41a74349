import type { Preset } from './preset.ts';

export const discord: Preset = {
  name: 'discord',
  knobs: {
    AUTHORIZE_URL: 'https://discord.com/oauth2/authorize',
    TOKEN_URL: 'https://discord.com/api/oauth2/token',
    REVOKE_URL: 'https://discord.com/api/oauth2/token/revoke',
    USERINFO_URL: 'https://discord.com/api/users/@me',
    CLIENT_AUTH: 'basic',
    SCOPE: 'identify',
    SUBJECT_FROM: 'userinfo',
    SUBJECT_PATH: 'id',
    LABEL_PATH: 'username',
    MD_NAME: 'Discord',
    MD_DESCRIPTION: 'Servers and messages on Discord.',
    MD_URL: 'https://discord.com',
  },
  icon: { initials: 'D', colour: '#5b2a86' },
  recipe: {
    register:
      '[discord.com/developers/applications](https://discord.com/developers/applications), *New Application*, *OAuth2*.',
    redirect: '*Redirects*.',
    scopes: '`identify`, `email`, `guilds`, …',
    special: 'Tokens last 7 days. Revoking any token ends the whole grant.',
  },
  docs: 'https://discord.com/developers/docs/topics/oauth2',
  verified: { on: '2026-11-22', by: 'documentation' },
};
