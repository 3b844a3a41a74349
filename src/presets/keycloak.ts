import type { Preset } from './preset.ts';

export const keycloak: Preset = {
  name: 'keycloak',
  knobs: {
    DISCOVERY_URL: '{server}',
    SCOPE: 'openid email offline_access',
    // Offline tokens say that they never expire, and die of disuse all the same.
    IDLE_LIMIT: '30d',
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
      '`SERVER` is the realm. Set `IDLE_LIMIT` to its *Offline session idle*, where that is not 30 days. Unless *Revoke refresh token* is on, refresh tokens are not spent, and `ROTATES=no` says so.',
  },
  docs: 'https://www.keycloak.org/docs/latest/server_admin/#_offline-access',
  verified: { on: '2026-11-22', by: 'documentation' },
  server: 'https://sso.example.org/realms/people',
};
