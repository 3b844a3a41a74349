import type { Preset } from './preset.ts';

export const gitlab: Preset = {
  name: 'gitlab',
  knobs: {
    SERVER: 'https://gitlab.com',
    DISCOVERY_URL: '{server}',
    DEVICE_URL: '{server}/oauth/authorize_device',
    SCOPE: 'openid email',
    ROTATES: 'yes',
    REFRESH_KILLS_ACCESS: true,
    MD_NAME: 'GitLab',
    MD_DESCRIPTION: 'Code, issues and pipelines on GitLab.',
    MD_URL: '{server}',
  },
  icon: { initials: 'GL', colour: '#7a3b00' },
  recipe: {
    register: 'GitLab, *Preferences* (or a group’s *Settings*), *Applications*, with *Confidential* on.',
    redirect: '*Redirect URI*.',
    scopes: '`read_api`, `api`, `read_repository`, …, each ticked at the application too.',
    special: 'A server of your own: `SERVER=https://gitlab.example.org`. A refresh ends the old token at once.',
  },
  docs: 'https://docs.gitlab.com/api/oauth2/',
  verified: { on: '2026-11-22', by: 'documentation' },
};
