import type { Preset } from './preset.ts';

export const aaf: Preset = {
  name: 'aaf',
  knobs: {
    DISCOVERY_URL: 'https://central.aaf.edu.au',
    SCOPE: 'openid email profile',
    // Its authorization code brings no refresh token.
    REFRESH_STYLE: 'none',
    REVOKE_STYLE: 'none',
    MD_NAME: 'AAF',
    MD_DESCRIPTION:
      'Sign-in by Australian universities and research infrastructures (Australian Access Federation, ARDC).',
    MD_URL: 'https://aaf.edu.au',
  },
  icon: { initials: 'AA', colour: '#8a1c3c' },
  recipe: {
    register: 'AAF *Federation Manager*, *Connect a new service*, OpenID Connect.',
    redirect: '*Redirect URL*.',
    scopes: '`openid`, `profile`, `email`, `eduperson_principal_name`, …',
    special: 'There are no refresh tokens. The test federation: `DISCOVERY_URL=https://central.test.aaf.edu.au`.',
  },
  docs: 'https://tutorials.aaf.edu.au/openid-connect-integration/03-openid-configuration',
  verified: { on: '2026-11-22', by: 'documentation' },
};
