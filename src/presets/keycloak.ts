import type { Preset } from './preset.ts';

export const keycloak: Preset = {
  name: 'keycloak',
  knobs: {
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid email offline_access',
    MD_NAME: 'Keycloak',
    MD_DESCRIPTION: 'Sign-in and APIs behind Keycloak.',
    MD_URL: '{server}',
  },
  icon: { initials: 'K', colour: '#00566b' },
  recipe: {
    register:
      'The realm’s admin console, *Clients*, *Create client*, with *Client authentication* on and *Standard flow*.',
    redirect: '*Valid redirect URIs*.',
    scopes: '`offline_access` gives an offline token, which outlives the browser session; else it dies with that.',
    special:
      '`SERVER` is the realm. Unless *Revoke refresh token* is on, refresh tokens are not spent, and `ROTATES=no` says so.',
  },
  docs: 'https://www.keycloak.org/docs/latest/server_admin/#_offline-access',
  verified: 'not yet',
  server: 'https://sso.example.org/realms/people',
};
