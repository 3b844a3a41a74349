import type { Preset } from './preset.ts';

export const cilogon: Preset = {
  name: 'cilogon',
  knobs: {
    DISCOVERY_URL: 'https://cilogon.org',
    SCOPE: 'openid email org.cilogon.userinfo',
    MD_NAME: 'CILogon',
    MD_DESCRIPTION: 'Sign-in by universities and laboratories with CILogon.',
    MD_URL: 'https://www.cilogon.org',
  },
  icon: { initials: 'CI', colour: '#0b5d4b' },
  recipe: {
    register: '[cilogon.org/oauth2/register](https://cilogon.org/oauth2/register); staff approve it.',
    redirect: '*Callback URLs*.',
    scopes: 'Those ticked at registration.',
    special: 'Refresh tokens have to be asked for at registration, with their lifetime.',
  },
  docs: 'https://www.cilogon.org/oidc',
  verified: { on: '2026-11-22', by: 'documentation' },
};
