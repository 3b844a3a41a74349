import type { Knobs, Preset } from './preset.ts';

const shared = {
  DISCOVERY_URL: '{server}',
  SCOPE: 'openid email',
  MD_URL: '{server}',
} as const satisfies Knobs;

const recipe = {
  register: '*Settings*, *Applications*, *Create a new OAuth2 application*, with *Confidential client* on.',
  redirect: '*Redirect URIs*.',
  scopes: '`read:user`, `read:repository`, …; older servers ignore them, and a token may do whatever its user may.',
};

export const gitea: Preset = {
  name: 'gitea',
  knobs: {
    ...shared,
    SERVER: 'https://gitea.com',
    MD_NAME: 'Gitea',
    MD_DESCRIPTION: 'Code and issues on Gitea.',
  },
  icon: { initials: 'GT', colour: '#4a5a00' },
  recipe: {
    ...recipe,
    special:
      'A server of your own: `SERVER=https://gitea.example.org`. Its settings decide whether refresh tokens rotate.',
  },
  docs: 'https://docs.gitea.com/development/oauth2-provider',
  verified: { on: '2026-11-22', by: 'documentation' },
};

export const forgejo: Preset = {
  name: 'forgejo',
  knobs: {
    ...shared,
    SERVER: 'https://codeberg.org',
    MD_NAME: 'Forgejo',
    MD_DESCRIPTION: 'Code and issues on Codeberg, or another Forgejo.',
  },
  icon: { initials: 'FJ', colour: '#7a3b00' },
  recipe: {
    ...recipe,
    special:
      'A server of your own: `SERVER=https://forgejo.example.org`. Its settings decide whether refresh tokens rotate.',
  },
  docs: 'https://forgejo.org/docs/latest/user/oauth2-provider/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
